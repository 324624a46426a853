/**
 * Compiled patterns. A pattern runs on JavaScript's own engine while its shape bounds the work
 * (cost.ts), else on RE2, whose time is linear in the text (measured: 60 times slower on a short
 * line, 17 µs, but `(a+)+$` on 40 a's takes 14 µs instead of hours). What RE2 cannot do either
 * (back references, look-around) is refused on texts where it could take too long.
 */
import { RE2JS } from 're2js'
import { LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import type { Tree } from './ast.js'
import { degree } from './cost.js'
import { emitJs, emitRe2, type Emitted } from './emit.js'
import { bad, parsePattern, type Dialect } from './parse.js'

export interface Match {
  readonly start: number
  readonly end: number
  /** Start and end of each group from 1 on; index 0 is the whole match. Undefined: took no part. */
  readonly spans: ReadonlyArray<readonly [number, number] | undefined>
}

/** Steps that JavaScript's engine may take in the worst case: about 20 ms. */
const CHEAP = 4e6
/** The same where RE2 cannot help: below a tenth of a second. */
const TOLERATED = 2e7
/** Characters a pattern of exponential cost may see: 2^18 steps. */
const EXPONENTIAL_MAX = 18
const SURROGATE = /[\ud800-\udfff]/
/** Compiled patterns kept. */
const CACHED = 500

export class Pattern {
  readonly groups: number
  readonly names: ReadonlyMap<string, number>
  private readonly degree: number
  private readonly js: Emitted
  private plain: RegExp | null = null
  private unicode: RegExp | null = null
  /** Without the places of groups, which take V8 four times as long. */
  private tester: RegExp | null = null
  private re2: RE2JS | null | undefined = undefined
  private finalNewline = false

  constructor(private readonly tree: Tree) {
    this.groups = tree.groups
    this.names = tree.names
    this.degree = degree(tree)
    this.js = emitJs(tree)
  }

  /** Does it match anywhere in `s`? */
  test(F: Fiber, s: string): boolean {
    if (this.js.unicode || this.work(s.length) > CHEAP || SURROGATE.test(s)) return this.match(F, s, 0) !== null
    F.charge(4 + (s.length >> 3))
    return (this.tester ??= make(this.js.source, this.tree.ignoreCase ? 'i' : '')).test(s)
  }

  /** The first match at or after `from`; with `here` only one that starts there. */
  match(F: Fiber, s: string, from: number, here = false): Match | null {
    F.charge(4 + (s.length - from >> 3))
    const n = s.length - from
    if (this.work(n) <= CHEAP) return this.native(s, from, here)
    const linear = this.linear()
    if (linear && !(this.finalNewline && s.endsWith('\n'))) {
      F.charge(n)
      return this.matchLinear(linear, s, from, here)
    }
    if (this.work(n) > TOLERATED) throw new LpcError(`This regular expression could take too long on a text of ${n} characters: it repeats what is repeated already.`, { code: LIMIT })
    F.charge(n)
    return this.native(s, from, here)
  }

  private work(n: number): number {
    if (this.degree === Infinity) return n <= EXPONENTIAL_MAX ? 2 ** n : Infinity
    return this.degree <= 1 ? 0 : n ** this.degree
  }

  private native(s: string, from: number, here: boolean): Match | null {
    const re = this.regExp(s)
    re.lastIndex = from
    const m = re.exec(s)
    if (!m || (here && m.index !== from)) return null
    const indices = m.indices!
    const spans = this.js.groupOf.map((g) => indices[g] as [number, number] | undefined)
    return { start: m.index, end: m.index + m[0].length, spans }
  }

  private regExp(s: string): RegExp {
    const i = this.tree.ignoreCase ? 'i' : ''
    if (this.js.unicode || SURROGATE.test(s)) return (this.unicode ??= make(this.js.source, `dgu${i}`))
    return (this.plain ??= make(this.js.source, `dg${i}`))
  }

  private linear(): RE2JS | null {
    if (this.re2 !== undefined) return this.re2
    this.re2 = null
    const emitted = emitRe2(this.tree)
    if (emitted === null) return null
    this.finalNewline = emitted.finalNewline
    try {
      this.re2 = RE2JS.compile(emitted.source)
    } catch {
      // Counted repeats too large for RE2: there is no linear form.
    }
    return this.re2
  }

  private matchLinear(re: RE2JS, s: string, from: number, here: boolean): Match | null {
    const m = re.matcher(s)
    if (!m.find(from) || (here && m.start() !== from)) return null
    const spans = Array.from({ length: this.groups + 1 }, (_, g) => {
      const start = m.start(g)
      return start < 0 ? undefined : ([start, m.end(g)] as [number, number])
    })
    return { start: m.start(), end: m.end(), spans }
  }
}

function make(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags)
  } catch {
    throw bad('Bad regular expression.')
  }
}

const cache = new Map<string, Pattern>()

function cached(key: string, pattern: string, dialect: Dialect): Pattern {
  const known = cache.get(key)
  if (known) return known
  const p = new Pattern(parsePattern(pattern, dialect))
  if (cache.size >= CACHED) cache.delete(cache.keys().next().value!)
  cache.set(key, p)
  return p
}

/** A pattern of regexp(), reg_assoc() and sscanf()'s `%(…)`. */
export function spencer(pattern: string): Pattern {
  return cached(`s${pattern}`, pattern, { pcre: false })
}

/** Flags of <pcre_flags.h>. */
export const PCRE_I = 1 << 16
export const PCRE_M = 1 << 17
export const PCRE_S = 1 << 18
export const PCRE_U = 1 << 19
export const PCRE_X = 1 << 20
export const PCRE_A = 1 << 21

/** A pattern of the pcre_…() efuns; PCRE_A is the caller's (`here` of match()). */
export function pcre(pattern: string, flags: number): Pattern {
  return cached(`p${flags & (PCRE_I | PCRE_M | PCRE_S | PCRE_U | PCRE_X)}:${pattern}`, pattern, {
    pcre: true, ignoreCase: !!(flags & PCRE_I), multiline: !!(flags & PCRE_M), dotAll: !!(flags & PCRE_S), ungreedy: !!(flags & PCRE_U), extended: !!(flags & PCRE_X),
  })
}

/** For pcre_cache(): compiled PCRE patterns by text. */
export function cachedPatterns(): string[] {
  return [...cache.keys()].filter((k) => k[0] === 'p').map((k) => k.slice(k.indexOf(':') + 1))
}
