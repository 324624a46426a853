/** A sentence as words, each knowing what was typed for it, and the words with a meaning of their own. */

/** Words of one sentence: a line that long is no command. */
export const MAX_WORDS_PER_LINE = 200

export interface Word {
  /** Lower case, without what is no part of a word. */
  readonly text: string
  /** Place in the sentence, the end behind it. */
  readonly start: number
  readonly end: number
}

const KEPT = /[A-Za-z0-9*?!.:\u0080-\uffff]/
const IGNORED = /[\u0000-\u0008\u000e-\u001f\u007f']/

/** Null when there are too many. */
export function wordsOf(sentence: string): Word[] | null {
  const out: Word[] = []
  const n = sentence.length
  for (let i = 0; i < n; ) {
    if (!KEPT.test(sentence[i])) {
      i++
      continue
    }
    const start = i
    let text = ''
    for (; i < n && (KEPT.test(sentence[i]) || IGNORED.test(sentence[i])); i++) if (!IGNORED.test(sentence[i])) text += sentence[i]
    // What stands right behind a word, such as a comma, belongs to what was typed for it.
    while (i < n && !KEPT.test(sentence[i]) && !/\s/.test(sentence[i])) i++
    if (out.length >= MAX_WORDS_PER_LINE) return null
    out.push({ text: text.replace(/[A-Z]/g, (c) => c.toLowerCase()), start, end: i })
  }
  return out
}

export type Special = { readonly kind: 'article' | 'self' | 'all' | 'of' | 'and' } | { readonly kind: 'ordinal'; readonly n: number }

const SPECIAL = new Map<string, Special>([
  ['the', { kind: 'article' }], ['me', { kind: 'self' }], ['myself', { kind: 'self' }], ['all', { kind: 'all' }], ['of', { kind: 'of' }], ['and', { kind: 'and' }],
  ...['a', 'an', 'any'].map((w) => [w, { kind: 'ordinal', n: 1 }] as const), ['other', { kind: 'ordinal', n: 2 }],
  ...['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'].map((w, i) => [w, { kind: 'ordinal', n: i + 1 }] as const),
])

export function special(word: string): Special | null {
  const known = SPECIAL.get(word)
  if (known) return known
  const m = /^(\d{1,6})(st|nd|rd|th)$/.exec(word)
  if (!m) return null
  const n = Number(m[1])
  const teen = n % 100 > 10 && n % 100 < 14
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')
  return n > 0 && m[2] === ending ? { kind: 'ordinal', n } : null
}
