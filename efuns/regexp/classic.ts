/** regexp() and reg_assoc(): patterns of the classic kind. */
import { LpcError, badArgument } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { typeName } from '../../driver/vm/typename.js'
import { live, type Int, type Value } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'
import { spencer, type Match, type Pattern } from './pattern.js'

const WITH_INDEX = 1
const NOT_MATCHING = 2

/** The elements of `lines` that match (or do not), as regexp() and pcre_match() return them. */
export function select(F: Fiber, lines: Value[], flags: number, test: (s: string) => boolean): Value[] {
  const out: Value[] = []
  lines.forEach((line, i) => {
    F.charge(1)
    if (typeof line !== 'string' || test(line) === !!(flags & NOT_MATCHING)) return
    out.push(line)
    if (flags & WITH_INDEX) out.push(i + 1)
  })
  return out
}

/** Cuts `s` at the matches of the patterns: `({ ({ text, match, text, … }), ({ def, token, def, … }) })`. */
export function associate(F: Fiber, efun: string, s: string, patterns: Value[], tokens: Value[], def: Value, compile: (p: string) => Pattern, here = false): Value[] {
  if (patterns.length !== tokens.length) throw new LpcError(`${efun}(): patterns and tokens must have the same size.`, { code: 'BAD_ARGUMENT' })
  const compiled = patterns.map((p) => {
    if (typeof p !== 'string') throw badArgument(efun, 2, 'array of strings', `one with ${typeName(p)}`)
    return compile(p)
  })
  const next: Array<Match | null | undefined> = compiled.map(() => undefined)
  const texts: Value[] = []
  const marks: Value[] = []
  let at = 0
  for (;;) {
    let best = -1
    compiled.forEach((p, i) => {
      const known = next[i]
      if (known === null) return
      if (known === undefined || known.start < at) next[i] = nonEmpty(F, p, s, at, here)
      const m = next[i]
      if (m && (best < 0 || m.start < next[best]!.start)) best = i
    })
    if (best < 0) break
    const m = next[best]!
    texts.push(s.slice(at, m.start), s.slice(m.start, m.end))
    marks.push(def, live(tokens[best]))
    at = m.end
  }
  texts.push(s.slice(at))
  marks.push(def)
  return [texts, marks]
}

/** A match of nothing would cut nothing off. */
function nonEmpty(F: Fiber, p: Pattern, s: string, from: number, here: boolean): Match | null {
  for (let at = from; at < s.length; at++) {
    const m = p.match(F, s, at, here)
    if (!m || m.end > m.start) return m
    at = m.start
  }
  return null
}

export default [
  efun({
    name: 'regexp', family: 'regexp', since: '0.1', ticks: 5,
    sig: 'mixed regexp(string|string *text, string pattern, int flags?)',
    doc: 'Tells whether a string matches a regular expression, or returns the strings of an array that do.\n\nPatterns know `.` `[a-z]` `[^a-z]` `*` `+` `?` `|` `( )` `^` `$`, `\\<` and `\\>` for the ends of a word, and `\\` to take the next character as it is. For an array, `flags` is a sum of 1 (each string is followed by its index, from 1) and 2 (those that do not match). A bad pattern is an error, and so is one that could take too long.',
    examples: ['regexp("tabba", "a*b")', '!regexp("tbba", "^b")', 'implode(regexp(({ "foo", "bar" }), "^f"), "") == "foo"', 'regexp(({ "foo", "bar" }), "bar", 1)[1] == 2'],
    seeAlso: ['pcre_match', 'reg_assoc', 'sscanf', 'strsrch'],
  }, (F, text: string | Value[], pattern: string, flags: Int | undefined) => {
    const p = spencer(pattern)
    if (Array.isArray(text)) return select(F, text, Number(flags ?? 0), (s) => p.test(F, s))
    if (flags !== undefined) throw badArgument('regexp', 3, 'nothing behind a string', typeName(flags))
    return p.test(F, text) ? 1 : 0
  }),
  efun({
    name: 'reg_assoc', family: 'regexp', since: '0.1', ticks: 6,
    sig: 'mixed *reg_assoc(string str, string *patterns, mixed *tokens, mixed default?)',
    doc: 'Cuts `str` at the matches of several patterns and says which matched where.\n\nReturns two arrays of the same size: the pieces (text between matches, match, text, …; text may be empty), and for each the token that belongs to the pattern that matched, or `default` for text between. Of matches that start at the same place the first pattern\'s is taken.',
    examples: ['reg_assoc("testhahatest", ({ "haha", "te" }), ({ 2, 3 }), 4)[0][3] == "haha"', 'reg_assoc("testhahatest", ({ "haha", "te" }), ({ 2, 3 }), 4)[1][3] == 2'],
    seeAlso: ['regexp', 'explode', 'pcre_assoc'],
  }, (F, s: string, patterns: Value[], tokens: Value[], def: Value) => associate(F, 'reg_assoc', s, patterns, tokens, def ?? 0, spencer)),
] as Efun[]
