/**
 * `s/pattern/replacement/flags`: parsing it, and doing it to one line.
 */
import { EdFault, type Charge } from './fault.js'
import { MAX_LINE } from './limits.js'
import type { Pattern } from './pattern.js'
import { takePattern, type Context, type Scanner } from './scan.js'

export interface Substitution {
  readonly pattern: Pattern
  readonly replacement: string
  /** Every match of a line, or only the one of this number. */
  readonly all: boolean
  readonly nth: number
  /** How the last changed line is shown: '', p, n or l. */
  readonly show: string
}

/** Reads what follows the `s`. Without anything it is `previous` again. */
export function takeSubstitution(s: Scanner, context: Context, previous: Substitution | null): Substitution {
  const delimiter = s.take()
  if (delimiter === '') {
    if (!previous) throw new EdFault('Nothing was substituted yet.')
    return previous
  }
  if (/[\sa-zA-Z0-9\\]/.test(delimiter)) throw new EdFault('s/pattern/replacement/')
  const pattern = takePattern(s, context, delimiter)
  const replacement = s.delimited(delimiter)
  let all = false
  let nth = 1
  let show = ''
  for (;;) {
    const n = s.number()
    if (n !== null) {
      if (n < 1) throw new EdFault('Count from 1.')
      nth = n
    } else if (s.accept('g')) all = true
    else if ('pnl'.includes(s.peek()) && !s.done) show = s.take()
    else break
  }
  if (!s.done) throw new EdFault(`Unknown flag: ${s.peek()}`)
  return { pattern, replacement, all, nth, show }
}

/** The line after the substitution (several, when the replacement has `\n`), or null when nothing matched. */
export function substitute(text: string, sub: Substitution, charge: Charge): string[] | null {
  let out = ''
  let copied = 0
  let at = 0
  let hits = 0
  let changed = false
  while (at <= text.length) {
    const m = sub.pattern.exec(text, at, charge)
    if (!m) break
    const [start, end] = m
    hits++
    if (hits >= sub.nth && (sub.all || hits === sub.nth)) {
      out += text.slice(copied, start) + fill(sub.replacement, text, m)
      copied = end
      changed = true
      if (out.length > MAX_LINE) throw new EdFault(`Line too long (limit ${MAX_LINE} characters).`)
      if (!sub.all) break
    }
    // After an empty match the next one must start further on.
    at = end > start ? end : end + (text.codePointAt(end)! > 0xffff ? 2 : 1)
  }
  return changed ? (out + text.slice(copied)).split('\n') : null
}

/** `&` is the match, `\1`–`\9` a group, `\n` a line end, `\&` an ampersand. */
function fill(replacement: string, text: string, m: readonly number[]): string {
  return replacement.replace(/\\(.)|&/gs, (whole, escaped: string | undefined) => {
    if (whole === '&') return text.slice(m[0], m[1])
    if (escaped === 'n') return '\n'
    if (escaped === 't') return '\t'
    const group = Number(escaped)
    if (!(group >= 1 && group <= 9)) return escaped!
    return m[group * 2] < 0 ? '' : text.slice(m[group * 2], m[group * 2 + 1])
  })
}
