/**
 * Signatures of efuns: the parser of the `sig` line (see efun.ts), and the wrapper that checks
 * arguments against it before the body runs. The wrapper is generated per efun, so that a call
 * with the right types costs a typeof or two.
 *
 * What the body may rely on: `int` arrives as a canonical int, `float` as Float, destructed
 * objects as undefined; a missing optional argument, or 0 where an optional one is neither int nor
 * object, arrives as undefined; an object that may be left out is one when it is given, or an error:
 * what is gone must not become this_object(); arguments beyond the declared ones are dropped.
 *
 * Not for: compile-time checks (driver/compile reads `params`).
 */
import {
  BUFFER, FLOAT, FUNCTION, INT, MAPPING, MIXED, OBJECT, PROMISE, STRING, VOID, arrayOf, classType, showType, unionOf, type LpcType,
} from '../driver/lang/types.js'
import { Closure } from '../driver/vm/closure.js'
import { BAD_ARGUMENT, BugError, LpcError, badArgument } from '../driver/vm/errors.js'
import { Mapping } from '../driver/vm/mapping.js'
import { LpcObject } from '../driver/vm/object.js'
import { LpcPromise } from '../driver/vm/promise.js'
import { Ref } from '../driver/vm/ref.js'
import { typeName } from '../driver/vm/typename.js'
import { ClassInstance, Float, live, type Value } from '../driver/vm/values.js'
import type { Efun, EfunBody, EfunSpec } from './efun.js'

export interface Param {
  readonly name: string
  readonly type: LpcType
  readonly optional: boolean
  /** Takes all further arguments; the body gets them as one array. */
  readonly rest: boolean
  readonly ref: boolean
}

export interface Signature {
  readonly name: string
  readonly returns: LpcType
  readonly params: readonly Param[]
}

/** One row of the efun table: what the compiler, closures and man pages need. */
export interface EfunInfo {
  readonly name: string
  readonly signature: string
  readonly returns: LpcType
  readonly params: readonly Param[]
  /** Checked body, called as fn(F, ...args). */
  readonly fn: EfunBody
  readonly mode: 'plain' | 'calls' | 'waits'
  readonly ticks: number
  readonly spec: EfunSpec
}

export function efunInfo(e: Efun): EfunInfo {
  return new Row(e)
}

/** Parsed and wrapped when first looked at: a mudlib uses a quarter of them, and each wrapper is compiled. */
class Row implements EfunInfo {
  readonly name: string
  readonly mode: EfunInfo['mode']
  readonly ticks: number
  private parsed: Signature | null = null
  private wrapper: EfunBody | null = null

  constructor(readonly spec: Efun) {
    this.name = spec.name
    this.mode = spec.mode ?? 'plain'
    this.ticks = spec.ticks
  }

  get signature(): string {
    return this.spec.sig
  }

  get returns(): LpcType {
    return this.parse().returns
  }

  get params(): readonly Param[] {
    return this.parse().params
  }

  get fn(): EfunBody {
    if (this.wrapper) return this.wrapper
    const checks = this.spec.takesAll ? this.params.map((p) => ({ ...p, type: MIXED })) : this.params
    return (this.wrapper = checkedBody(this.name, checks, this.spec.fn))
  }

  private parse(): Signature {
    this.parsed ??= parseSignature(this.spec.sig)
    if (this.parsed.name !== this.name) throw new BugError(`efun ${this.name} has a signature for ${this.parsed.name}`)
    return this.parsed
  }
}

/** The body of `e` behind its argument checks. */
export function checked(e: Efun): EfunBody {
  return efunInfo(e).fn
}

// ---- parsing ---------------------------------------------------------------------------------

const BASES: Readonly<Record<string, LpcType>> = {
  int: INT, float: FLOAT, string: STRING, object: OBJECT, mapping: MAPPING, function: FUNCTION,
  buffer: BUFFER, mixed: MIXED, void: VOID, promise: PROMISE, class: classType(''),
}

/** Parses `string implode(mixed *arr, string|function sep, mixed start?)`. */
function parseSignature(sig: string): Signature {
  const words = sig.match(/\w+|\.\.\.|[^\s\w]/g) ?? []
  let at = 0
  const fail = (): never => {
    throw new BugError(`bad efun signature at word ${at + 1}: ${sig}`)
  }
  const take = (word: string): boolean => words[at] === word && ++at > 0
  const ident = (): string => (/^\w/.test(words[at] ?? '') ? words[at++] : fail())
  const type = (): LpcType => {
    const members: LpcType[] = []
    do {
      const base = BASES[ident()] ?? fail()
      let stars = 0
      while (take('*')) stars++
      members.push(stars ? arrayOf(base, stars) : base)
    } while (take('|'))
    return unionOf(members)
  }
  const returns = type()
  const name = ident()
  const params: Param[] = []
  if (!take('(')) fail()
  while (!take(')')) {
    const ref = take('ref')
    const t = type()
    const param = ident()
    const rest = take('...')
    const optional = take('?') || rest
    params.push({ name: param, type: t, optional, rest, ref })
    if (words[at] !== ')' && !take(',')) fail()
  }
  return { name, returns, params }
}

// ---- checking --------------------------------------------------------------------------------

const M = { int: 1, float: 2, string: 4, array: 8, mapping: 16, object: 32, function: 64, buffer: 128, class: 256, promise: 512 } as const
const ANY = 1023

function mask(t: LpcType): number {
  if (t.stars) return M.array
  if (t.base === 'union') return t.members!.reduce((m, x) => m | mask(x), 0)
  return t.base in M ? M[t.base as keyof typeof M] : ANY
}

/** The JavaScript test that passes for well-typed values without any call. */
function inlineTest(m: number, v: string): string | null {
  switch (m) {
    case ANY: return `(typeof ${v} !== 'object' || !(${v} instanceof LpcObject) || !${v}.destructed)`
    case M.int: return `typeof ${v} === 'number'`
    case M.string: return `typeof ${v} === 'string'`
    case M.array: return `Array.isArray(${v})`
    case M.mapping: return `${v} instanceof Mapping`
    case M.float: return `${v} instanceof Float`
    case M.function: return `${v} instanceof Closure`
    case M.object: return `(${v} instanceof LpcObject && !${v}.destructed)`
    case M.string | M.array: return `(typeof ${v} === 'string' || Array.isArray(${v}))`
    case M.string | M.function: return `(typeof ${v} === 'string' || ${v} instanceof Closure)`
    case M.string | M.int: return `(typeof ${v} === 'string' || typeof ${v} === 'number')`
    case M.int | M.float: return `(typeof ${v} === 'number' || ${v} instanceof Float)`
    default: return null
  }
}

/** Efuns that do nothing when the object they are given is no more. */
const ZERO_IS_NONE: ReadonlySet<string> = new Set(['destruct'])

function checkedBody(name: string, params: readonly Param[], fn: EfunBody): EfunBody {
  const rest = params.at(-1)?.rest ? params.at(-1)! : null
  const fixed = rest ? params.slice(0, -1) : params
  const required = fixed.findIndex((p) => p.optional)
  const min = required < 0 ? fixed.length : required
  const vars = fixed.map((_, i) => `a${i}`)
  const lines: string[] = []
  if (min > 0) lines.push(`if (arguments.length <= ${min}) throw tooFew()`)
  fixed.forEach((p, i) => {
    if (p.ref) {
      lines.push(`if (!(a${i} instanceof Ref)) a${i} = new Ref(a${i})`)
      return
    }
    const test = inlineTest(mask(p.type), vars[i])
    const fix = `a${i} = fix(${i}, a${i})`
    const m = mask(p.type)
    if (p.optional && m !== ANY && m & M.object) lines.push(`if (arguments.length > ${i + 1}${test === null ? '' : ` && !(${test})`}) a${i} = ${ZERO_IS_NONE.has(name) ? `fix(${i}, a${i}) ?? 0` : `given(${i}, a${i})`}`)
    else if (test === null) lines.push(fix)
    else lines.push(p.optional ? `if (a${i} !== undefined && !(${test})) ${fix}` : `if (!(${test})) ${fix}`)
  })
  if (rest) {
    const test = inlineTest(mask(rest.type), 'rest[i]')
    lines.push(`for (let i = 0; i < rest.length; i++) ${test === null ? '' : `if (!(${test})) `}rest[i] = fixRest(rest[i], i)`)
  }
  const formals = ['F', ...vars, ...(rest ? ['...rest'] : [])].join(', ')
  const actuals = ['F', ...vars, ...(rest ? ['rest'] : [])].join(', ')
  const source = `return function efun_${name}(${formals}) { ${lines.join('; ')}; return fn(${actuals}) }`
  const fixers = params.map((p) => fixer(name, p))
  const givens = params.map((p) => fixer(name, { ...p, optional: false }))
  const make = new Function('fn', 'fix', 'given', 'fixRest', 'tooFew', 'LpcObject', 'Mapping', 'Float', 'Closure', 'Ref', source)
  return make(
    fn,
    (i: number, v: Value) => fixers[i](v, i),
    (i: number, v: Value) => givens[i](v, i),
    (v: Value, i: number) => fixers[fixers.length - 1](v, fixed.length + i),
    () => new LpcError(`Too few arguments to ${name}().`, { code: BAD_ARGUMENT }),
    LpcObject, Mapping, Float, Closure, Ref,
  ) as EfunBody
}

/** The slow path of one argument: conversions, 0 for optional ones, or the error. */
function fixer(efun: string, p: Param): (v: Value, i: number) => Value {
  const m = mask(p.type)
  return (value, i) => {
    const v = live(value)
    if (m === ANY) return v
    switch (typeof v) {
      case 'undefined':
        if (p.optional) return v
        if (m & M.int) return 0
        break
      case 'number':
      case 'bigint':
        if (m & M.int) return v
        if (v === 0 && p.optional) return undefined
        break
      case 'string':
        if (m & M.string) return v
        break
      default:
        if (Array.isArray(v) ? m & M.array
          : v instanceof Float ? m & M.float
          : v instanceof Mapping ? m & M.mapping
          : v instanceof LpcObject ? m & M.object
          : v instanceof Closure ? m & M.function
          : v instanceof ClassInstance ? m & M.class
          : v instanceof LpcPromise ? m & M.promise
          : m & M.buffer) return v
    }
    throw badArgument(efun, i + 1, showType(p.type), typeName(v))
  }
}
