/**
 * Matching one sentence against rules: every way to read the words is tried, and the best one
 * wins: without errors before with errors, then the heavier rule. Ticks bound the search.
 * Not for: asking the objects that matched (judge.ts).
 */
import type { Fiber } from '../../driver/vm/fiber.js'
import type { LpcObject } from '../../driver/vm/object.js'
import type { Call } from './applies.js'
import type { ParseError } from './errors.js'
import { judge } from './judge.js'
import type { Registry, Verb } from './registry.js'
import type { ObjectToken, Rule } from './rules.js'
import type { Indices, Meaning, Scope } from './scope.js'
import { special, type Word } from './words.js'

interface Span {
  /** Words of the reading. */
  readonly first: number
  readonly last: number
}
export type Match =
  | (Span & { readonly kind: 'object'; readonly objects: Set<number>; readonly plural: boolean; readonly choose: boolean; readonly ordinal: number; readonly chosen: number })
  | (Span & { readonly kind: 'words' | 'error' })

/** One way through a rule so far. Never changed, only copied. */
export interface State {
  readonly token: number
  readonly word: number
  readonly matches: readonly Match[]
  readonly errors: number
  readonly error: ParseError | null
  readonly objects: number
}

export interface Accepted {
  readonly handler: LpcObject
  /** do_ functions in the order they are tried. */
  readonly calls: readonly Call[]
}

/** Ticks of one step of the search, which costs some microseconds, and of one word of an object's name. */
const STEP = 100
const WORD = 60
/**
 * Steps of the search for one sentence, a quarter of a second: a rule such as "STR STR STR STR OBJ" splits forty
 * words in more ways than anybody waits for. Beyond it nothing more matches, as in FluffOS.
 */
export const MAX_STEPS = 50_000
/** More errors than any reading has. */
const NONE_YET = 1_000

/** One sentence being parsed: the reading at hand and the best so far. */
export class Parse {
  verb!: Verb
  rule!: Rule
  words: readonly Word[] = []
  bestWeight = 0
  bestErrors = NONE_YET
  bestErrorWeight = 0
  bestError: ParseError | null = null
  accepted: Accepted | null = null
  /** How far it came: 0 no such verb, 1 no rule fits, 2 a rule fitted. */
  level = 0
  scope: Scope | null = null
  private steps = 0

  constructor(readonly F: Fiber, readonly registry: Registry, readonly user: LpcObject, readonly only: LpcObject | null, readonly sentence: string) {}

  /** What was typed for some words of the reading. */
  typed(first: number, last: number): string {
    const text = this.sentence.slice(this.words[first]?.start ?? 0, this.words[Math.min(last, this.words.length - 1)]?.end ?? 0).trim()
    this.F.charge(text.length >> 5)
    return text
  }

  /** Errors are worth following only while nothing better is known. */
  exploring(state: State): boolean {
    return this.bestWeight === 0 && state.errors < this.bestErrors
  }

  /** Tries all rules of the verb on a reading of the sentence. */
  tryRules(): void {
    const { rules } = this.verb
    // The newest first.
    for (let i = rules.length - 1; i >= 0; i--) {
      const rule = rules[i]
      this.F.charge(5)
      if (rule.handler.destructed || (this.only && rule.handler !== this.only) || this.bestWeight > rule.weight || !this.registry.infos.has(rule.handler)) continue
      let from = 1
      const there = rule.literals.every((l) => {
        const at = this.words.findIndex((w, i) => i >= from && w.text === l)
        from = at + 1
        return at >= 0
      })
      if (!there) continue
      this.rule = rule
      this.follow({ token: 0, word: 1, matches: [], errors: 0, error: null, objects: 0 })
    }
  }

  private follow(given: State): void {
    const { F, words } = this
    const { tokens } = this.rule
    let state = given
    for (;;) {
      F.charge(STEP)
      if (++this.steps > MAX_STEPS) return
      const token = tokens[state.token]
      if (!token) {
        if (state.word === words.length) judge(this, state)
        return
      }
      if (state.word === words.length) return
      const next = { ...state, token: state.token + 1 }
      switch (token.kind) {
        case 'object':
          this.readObject(token, next, 0)
          if (this.bestWeight > 0 || this.bestErrorWeight > 0) return
          // Nothing is called that: as an error, it may be any number of words.
          for (let end = state.word + 1; end <= words.length; end++) this.follow(withError(next, state.word, end, { kind: 'thereIsNo', text: this.typed(state.word, end - 1) }, true))
          return
        case 'str':
          if (next.token === tokens.length) {
            state = taken(next, { kind: 'words', first: state.word, last: words.length - 1 })
            break
          }
          for (let end = state.word + 1; end <= words.length; end++) this.follow(taken(next, { kind: 'words', first: state.word, last: end - 1 }))
          return
        case 'wrd':
          state = taken(next, { kind: 'words', first: state.word, last: state.word })
          break
        case 'literal': {
          if (words[state.word].text === token.word) {
            state = { ...next, word: state.word + 1 }
            break
          }
          const before = tokens[state.token - 1]
          if (before?.kind !== 'object') return
          // The object's name may be longer than what was understood of it.
          const at = words.findIndex((w, i) => i >= state.word && w.text === token.word)
          const last = state.matches.at(-1)
          if (at < 0 || !last) return
          const matches: Match[] = [...state.matches.slice(0, -1), { kind: 'error', first: last.first, last: at - 1 }]
          const error: ParseError = { kind: 'thereIsNo', text: this.typed(last.first, at - 1) }
          state = { ...next, word: at + 1, matches, errors: state.errors + 1, error: state.errors === 0 ? error : state.error }
        }
      }
    }
  }

  /** Reads `[ordinal] [adjectives] noun` and its like from state.word on, and follows each reading. */
  private readObject(token: ObjectToken, given: State, ordinal: number): void {
    const { F, words, scope } = this
    if (!scope) return
    const start = given.word
    let word = start
    let objects = scope.all(this.registry.infos.get(this.rule.handler)?.remoteLivings ?? false)
    let singular = true
    let mayCount = ordinal === 0
    let nth = ordinal
    let matched = false
    const take = (set: Set<number>, plural: boolean, n: number): void =>
      this.follow(taken({ ...given, objects: given.objects + 1 }, { kind: 'object', first: start, last: word - 1, objects: new Set(set), plural, choose: token.choose, ordinal: n, chosen: -1 }))
    const fail = (error: ParseError): void => {
      if (this.exploring(given)) this.follow(withError(given, start, word, error, true))
    }
    while (word < words.length) {
      F.charge(WORD + objects.size)
      const { text } = words[word++]
      const sp = special(text)
      if (sp?.kind === 'article') continue
      if (sp?.kind === 'all') {
        singular = false
        if (word < words.length && special(words[word].text)?.kind === 'of') {
          word++
          continue
        }
        if (token.plural) take(objects, true, 0)
        else this.follow(withError(given, start, word, { kind: 'badMultiple' }, true))
      } else if (sp?.kind === 'self') {
        if (scope.me >= 0) take(new Set([scope.me]), false, 0)
      } else if (sp?.kind === 'ordinal' && mayCount) this.readObject(token, { ...given, word }, sp.n)
      // "my first sword", but not "red first sword".
      if (text !== 'my') mayCount = false
      const meaning = scope.words.get(text)
      if (!meaning) return
      if (singular && meaning.noun.size > 0) {
        matched = true
        this.narrow(token, objects, meaning, meaning.noun, (set) => take(set, false, nth || 1), fail)
      }
      if (nth === 0 && meaning.plural.size > 0) {
        if (token.plural) this.narrow(token, objects, meaning, meaning.plural, (set) => take(set, true, 0), fail)
        else fail({ kind: 'badMultiple' })
      } else if (nth === 0 && matched) nth = 1
      if (!meaning.isAdjective) return
      objects = intersect(objects, meaning.adjective)
    }
  }

  /** Of the objects, those the word means and the token allows; or why there are none. */
  private narrow(token: ObjectToken, objects: Indices, noun: Meaning, named: Indices, ok: (set: Set<number>) => void, fail: (e: ParseError) => void): void {
    this.F.charge(named.size)
    const set = intersect(named, objects)
    if (set.size === 0) return fail({ kind: 'isNot', noun })
    const alive = token.living ? intersect(set, this.scope!.livings) : set
    if (alive.size === 0) return fail({ kind: 'notLiving', noun })
    const near = token.visible ? alive : intersect(alive, this.scope!.accessible)
    if (near.size === 0) return fail({ kind: 'notAccessible', noun })
    ok(near)
  }
}

function taken(s: State, m: Match): State {
  return { ...s, word: m.last + 1, matches: [...s.matches, m] }
}

/** `end` is behind the last word of it. */
function withError(s: State, first: number, end: number, error: ParseError, replace: boolean): State {
  return { ...s, word: end, matches: [...s.matches, { kind: 'error', first, last: end - 1 }], errors: s.errors + 1, error: replace || s.errors === 0 ? error : s.error }
}

function intersect(a: Indices, b: Indices): Set<number> {
  const out = new Set<number>()
  for (const i of a) if (b.has(i)) out.add(i)
  return out
}

