/** The pcre_…() efuns: patterns of Perl's kind. */
import { LpcError, badArgument } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { checkSize } from '../../driver/vm/ops.js'
import { typeName } from '../../driver/vm/typename.js'
import { isInt, type Int, type Result, type Value } from '../../driver/vm/values.js'
import { callback, eachCall } from '../callback.js'
import { efun, type Efun } from '../efun.js'
import { associate, select } from './classic.js'
import { PCRE_A, cachedPatterns, pcre, type Match, type Pattern } from './pattern.js'

const family = 'regexp'
const since = '0.1'
const FLAGS = '`pcre_flags` is a sum of the flags in `<pcre_flags.h>`: `PCRE_I` ignores case, `PCRE_M` lets `^` and `$` match at lines, `PCRE_S` lets `.` match newlines, `PCRE_U` makes repeats lazy, `PCRE_X` ignores blanks in the pattern, `PCRE_A` matches at the start only.'

interface Search {
  readonly pattern: Pattern
  readonly here: boolean
}

function search(pattern: string, flags: Int | undefined): Search {
  const f = Number(flags ?? 0)
  return { pattern: pcre(pattern, f), here: !!(f & PCRE_A) }
}

function find(F: Fiber, s: string, what: Search, from = 0): Match | null {
  return what.pattern.match(F, s, from, what.here)
}

function matches(F: Fiber, s: string, what: Search): boolean {
  return what.here ? find(F, s, what) !== null : what.pattern.test(F, s)
}

/** Texts of a match's groups; groups behind the last one that took part are left out. */
function texts(s: string, m: Match, from: number): Value[] {
  let last = m.spans.length - 1
  while (last > 0 && !m.spans[last]) last--
  return m.spans.slice(from, last + 1).map((span) => (span ? s.slice(span[0], span[1]) : ''))
}

/** Groups of a match that are not inside one before them, with their numbers from 0. */
function outerGroups(m: Match): Array<{ index: number; start: number; end: number }> {
  const out: Array<{ index: number; start: number; end: number }> = []
  let end = 0
  m.spans.forEach((span, g) => {
    if (g === 0 || !span || span[0] < end && out.length > 0) return
    out.push({ index: g - 1, start: span[0], end: span[1] })
    end = span[1]
  })
  return out
}

function splice(F: Fiber, s: string, groups: ReadonlyArray<{ start: number; end: number }>, by: readonly string[]): string {
  let out = ''
  let at = 0
  groups.forEach((g, i) => {
    out += s.slice(at, g.start) + by[i]
    at = g.end
  })
  out += s.slice(at)
  checkSize(F, 'string', out.length, F.host.limits.stringLength)
  return out
}

export default [
  efun({
    name: 'pcre_match', family, since, ticks: 5,
    sig: 'mixed pcre_match(string|string *text, string pattern, int flags?, int pcre_flags?)',
    doc: `Tells whether a string matches a Perl regular expression, or returns the strings of an array that do.\n\nFor a string the third argument is \`pcre_flags\`. For an array \`flags\` is a sum of 1 (each string is followed by its index, from 1) and 2 (those that do not match). ${FLAGS} Recursion, conditionals and \\K are not supported; a pattern that could take too long on this text is an error.`,
    examples: ['pcre_match("123", "^\\\\d+$")', '!pcre_match("abc", "^b")', 'sizeof(pcre_match(({ "cat", "dog", "car" }), "^ca")) == 2', 'pcre_match("abc", "ABC", 1 << 16)'],
    seeAlso: ['regexp', 'pcre_extract', 'pcre_match_all', 'pcre_replace'],
  }, (F, text: string | Value[], pattern: string, flags: Int | undefined, pcreFlags: Int | undefined) => {
    if (!Array.isArray(text)) return matches(F, text, search(pattern, pcreFlags ?? flags)) ? 1 : 0
    if (text.length === 0) return []
    const what = search(pattern, pcreFlags)
    return select(F, text, Number(flags ?? 0), (s) => matches(F, s, what))
  }),
  efun({
    name: 'pcre_extract', family, since, ticks: 50,
    sig: 'mixed *pcre_extract(string str, string pattern, int include_named?, int pcre_flags?)',
    doc: `Returns what the groups of a Perl regular expression matched.\n\nGroups that took no part are empty strings, and left out at the end. Without a match the array is empty. With \`include_named\` a mapping of the named groups that took part follows. ${FLAGS}`,
    examples: ['pcre_extract("alpha 99", "(\\\\w+) (\\\\d+)")[1] == "99"', 'pcre_extract("alpha 99", "(?<n>\\\\d+)", 1)[1]["n"] == "99"', 'sizeof(pcre_extract("x", "(y)")) == 0'],
    seeAlso: ['pcre_match', 'pcre_match_all', 'sscanf'],
  }, (F, s: string, pattern: string, named: Int | undefined, flags: Int | undefined) => {
    const what = search(pattern, flags)
    const m = find(F, s, what)
    if (!m) return []
    const out = texts(s, m, 1)
    if (named) {
      const names = new Mapping()
      for (const [name, g] of what.pattern.names) {
        const span = m.spans[g]
        if (span) names.set(name, s.slice(span[0], span[1]))
      }
      out.push(names)
    }
    return out
  }),
  efun({
    name: 'pcre_match_all', family, since, ticks: 80,
    sig: 'mixed *pcre_match_all(string str, string pattern, int pcre_flags?)',
    doc: `Returns all matches of a Perl regular expression, from left to right.\n\nEach is an array of the whole match and what the groups matched. ${FLAGS}`,
    examples: ['sizeof(pcre_match_all("a1 b2 c3", "([a-z])([0-9])")) == 3', 'pcre_match_all("a1 b2", "([a-z])([0-9])")[1][2] == "2"'],
    seeAlso: ['pcre_extract', 'pcre_match', 'pcre_assoc'],
  }, (F, s: string, pattern: string, flags: Int | undefined) => {
    const what = search(pattern, flags)
    const out: Value[] = []
    for (let at = 0; at < s.length;) {
      const m = find(F, s, what, at)
      // An empty match at the very end is none.
      if (!m || (m.start >= s.length && m.end === m.start)) break
      out.push(texts(s, m, 0))
      checkSize(F, 'array', out.length, F.host.limits.arraySize)
      at = m.end > m.start ? m.end : m.end + (s.codePointAt(m.end)! > 0xffff ? 2 : 1)
    }
    return out
  }),
  efun({
    name: 'pcre_replace', family, since, ticks: 60,
    sig: 'string pcre_replace(string str, string pattern, string *replacements, int pcre_flags?)',
    doc: `Returns \`str\` with what the groups of the first match matched replaced, each by the string at its place in the array.\n\nThere must be as many strings as groups up to the last that took part. A group inside another is left alone. ${FLAGS}`,
    examples: ['pcre_replace("ab cd", "(\\\\w+) (\\\\w+)", ({ "cd", "ab" })) == "cd ab"', 'pcre_replace("abc", "(b)", ({ "X" })) == "aXc"'],
    seeAlso: ['pcre_replace_callback', 'replace_string'],
  }, (F, s: string, pattern: string, by: Value[], flags: Int | undefined) => {
    const what = search(pattern, flags)
    F.charge(by.length * 2)
    by.forEach((v) => {
      if (typeof v !== 'string') throw badArgument('pcre_replace', 3, 'array of strings', `one with ${typeName(v)}`)
    })
    const m = find(F, s, what)
    if (!m) return s
    // Groups behind the last that took part are not counted.
    const count = m.spans.findLastIndex((span) => span !== undefined)
    if (count !== by.length) throw new LpcError(`pcre_replace(): ${count} groups but ${by.length} replacements.`, { code: 'BAD_ARGUMENT' })
    const groups = outerGroups(m)
    return splice(F, s, groups, groups.map((g) => by[g.index] as string))
  }),
  efun({
    name: 'pcre_replace_callback', family, since, ticks: 80, mode: 'calls',
    sig: 'string pcre_replace_callback(string str, string pattern, string|function fn, mixed rest...)',
    doc: `Returns \`str\` with what the groups of the first match matched replaced by what \`fn\` returns for each.\n\n\`fn\` gets the text of the group and its number, from 0; when it does not return a string the text stays. It is a function, or the name of one with the object to call it in after it; further arguments are passed on. An int at the very end of the arguments is \`pcre_flags\`. ${FLAGS} \`fn\` may wait.`,
    examples: ['pcre_replace_callback("a1 b2", "([a-z])[0-9] ([a-z])[0-9]", (: upper_case($1) :)) == "A1 B2"'],
    seeAlso: ['pcre_replace'],
  }, (F, s: string, pattern: string, fn: Value, rest: Value[]): Result => {
    const flags = isInt(rest.at(-1)) ? (rest.pop() as Int) : undefined
    const m = find(F, s, search(pattern, flags))
    if (!m) return s
    const call = callback(F, 'pcre_replace_callback', fn, rest, 3)
    const groups = outerGroups(m)
    const by = groups.map((g) => s.slice(g.start, g.end))
    return eachCall(F, groups.length, (i) => call(by[i], groups[i].index), (v, i) => { if (typeof v === 'string') by[i] = v }, () => splice(F, s, groups, by))
  }),
  efun({
    name: 'pcre_assoc', family, since, ticks: 60,
    sig: 'mixed *pcre_assoc(string str, string *patterns, mixed *tokens, mixed default?, int pcre_flags?)',
    doc: `Cuts \`str\` at the matches of several Perl regular expressions and says which matched where.\n\nThe result is that of reg_assoc(). ${FLAGS}`,
    examples: ['pcre_assoc("HelloWorld", ({ "hello" }), ({ 1 }), 0, 1 << 16)[0][1] == "Hello"'],
    seeAlso: ['reg_assoc', 'pcre_match_all'],
  }, (F, s: string, patterns: Value[], tokens: Value[], def: Value, flags: Int | undefined) =>
    associate(F, 'pcre_assoc', s, patterns, tokens, def ?? 0, (p) => pcre(p, Number(flags ?? 0)), !!(Number(flags ?? 0) & PCRE_A))),
  efun({
    name: 'pcre_version', family, since, ticks: 1,
    sig: 'string pcre_version()',
    doc: 'Returns the name of the engine behind the pcre_…() efuns.',
    examples: ['strlen(pcre_version()) > 0'],
  }, () => `JavaScript ${process.versions.v8} with RE2 fallback`),
  efun({
    name: 'pcre_cache', family, since, ticks: 100,
    sig: 'mapping pcre_cache()',
    doc: 'Returns the Perl regular expressions that are kept compiled, as keys of a mapping.',
    examples: ['mapp(pcre_cache())'],
  }, (F) => {
    const patterns = cachedPatterns()
    F.charge(patterns.length)
    return Mapping.of(patterns.map((p) => [p, 1] as const))
  }),
] as Efun[]
