/** regexp() and reg_assoc(): patterns of the classic kind. */
import { LpcError, badArgument } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { checkSize } from '../../driver/vm/ops.js'
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

/** What may tell a place by what is before it. The search begins anew behind each cut, as if the text began there. */
const LOOKS_BACK = /\^|\\[bBAG<>]|\(\?</

/** Cuts `s` at the matches of the patterns: `({ ({ text, match, text, … }), ({ def, token, def, … }) })`. */
export function associate(F: Fiber, efun: string, s: string, patterns: Value[], tokens: Value[], def: Value, compile: (p: string) => Pattern, here = false): Value[] {
  if (patterns.length !== tokens.length) throw new LpcError(`${efun}(): patterns and tokens must have the same size.`, { code: 'BAD_ARGUMENT' })
  const compiled = patterns.map((p) => {
    if (typeof p !== 'string') throw badArgument(efun, 2, 'array of strings', `one with ${typeName(p)}`)
    return compile(p)
  })
  const looksBack = patterns.map((p) => LOOKS_BACK.test(p as string))
  const next: Array<Match | null | undefined> = compiled.map(() => undefined)
  const texts: Value[] = []
  const marks: Value[] = []
  const look = (p: Pattern, i: number, at: number): Match | null => {
    if (!looksBack[i]) return p.match(F, s, at, here)
    const m = p.match(F, s.slice(at), 0, here)
    return m && { start: m.start + at, end: m.end + at, spans: [] }
  }
  let cut = 0
  for (let at = 0; at < s.length;) {
    let best: Match | null = null
    let which = 0
    compiled.forEach((p, i) => {
      const known = next[i]
      const fresh = known === undefined || here || looksBack[i] || (known !== null && known.start < at)
      const m = fresh ? (next[i] = look(p, i, at)) : known
      if (!m || (best && m.start >= best.start)) return
      best = m
      which = i
    })
    if (!best) break
    const { start, end } = best as Match
    texts.push(s.slice(cut, start), s.slice(start, end))
    marks.push(def, live(tokens[which]))
    checkSize(F, 'array', texts.length, F.host.limits.arraySize)
    cut = end
    // A match of nothing cuts there and goes on behind the next character.
    at = end > start ? end : end + (s.codePointAt(end)! > 0xffff ? 2 : 1)
  }
  texts.push(s.slice(cut))
  marks.push(def)
  return [texts, marks]
}

export default [
  efun({
    name: 'regexp', family: 'regexp', since: '0.1', ticks: 5,
    sig: 'mixed regexp(string|string *text, string pattern, int flags?)',
    doc: 'Tells whether a string matches a regular expression, or returns the strings of an array that do.\n\nPatterns know `.` `[a-z]` `[^a-z]` `*` `+` `?` `|` `( )` `^` `$`, `\\<` and `\\>` for the ends of a word, and `\\` to take the next character as it is. For an array, `flags` is a sum of 1 (each string is followed by its index, from 1) and 2 (those that do not match). A bad pattern is an error, and so is one that could take too long.',
    examples: ['regexp("tabba", "a*b")', '!regexp("tbba", "^b")', 'implode(regexp(({ "foo", "bar" }), "^f"), "") == "foo"', 'regexp(({ "foo", "bar" }), "bar", 1)[1] == 2'],
    seeAlso: ['pcre_match', 'reg_assoc', 'sscanf', 'strsrch'],
  }, (F, text: string | Value[], pattern: string, flags: Int | undefined) => {
    if (text.length === 0 && Array.isArray(text)) return []
    const p = spencer(pattern)
    if (Array.isArray(text)) return select(F, text, Number(flags ?? 0), (s) => p.test(F, s))
    if (flags !== undefined) throw badArgument('regexp', 3, 'nothing behind a string', typeName(flags))
    return p.test(F, text) ? 1 : 0
  }),
  efun({
    name: 'reg_assoc', family: 'regexp', since: '0.1', ticks: 120,
    sig: 'mixed *reg_assoc(string str, string *patterns, mixed *tokens, mixed default?)',
    doc: 'Cuts `str` at the matches of several patterns and says which matched where.\n\nReturns two arrays of the same size: the pieces (text between matches, match, text, …; text may be empty), and for each the token that belongs to the pattern that matched, or `default` for text between. Of matches that start at the same place the first pattern\'s is taken.',
    examples: ['reg_assoc("testhahatest", ({ "haha", "te" }), ({ 2, 3 }), 4)[0][3] == "haha"', 'reg_assoc("testhahatest", ({ "haha", "te" }), ({ 2, 3 }), 4)[1][3] == 2'],
    seeAlso: ['regexp', 'explode', 'pcre_assoc'],
  }, (F, s: string, patterns: Value[], tokens: Value[], def: Value) => associate(F, 'reg_assoc', s, patterns, tokens, def ?? 0, spencer)),
] as Efun[]
