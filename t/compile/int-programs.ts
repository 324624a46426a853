/**
 * Random programs over ints, as trees: their LPC text, and their meaning by an evaluator that
 * knows nothing of the engine. Loops count, calls go only to functions written before: every
 * program ends.
 */
import fc from 'fast-check'

export type Expr =
  | { k: 'lit'; v: bigint }
  | { k: 'var'; n: string }
  | { k: 'un'; op: string; e: Expr }
  | { k: 'bin'; op: string; l: Expr; r: Expr }
  | { k: 'cond'; c: Expr; a: Expr; b: Expr }
  | { k: 'assign'; n: string; op: string; e: Expr }
  | { k: 'step'; n: string; op: '++' | '--'; prefix: boolean }
  | { k: 'call'; f: number; args: Expr[] }
  | { k: 'caught'; e: Expr }

export type Stmt =
  | { k: 'expr'; e: Expr }
  | { k: 'if'; c: Expr; a: Stmt[]; b: Stmt[] | null }
  | { k: 'loop'; form: 'for' | 'while' | 'do'; n: number; body: Stmt[]; step: Stmt | null }
  | { k: 'switch'; e: Expr; cases: { at: bigint | 'default'; to: bigint | null; body: Stmt[] }[] }
  | { k: 'return'; e: Expr }
  | { k: 'break' }
  | { k: 'continue' }

/** `typed`: locals and parameters are `int`, else `mixed`. The function's last value is returned when nothing else is. */
export interface Fn { readonly typed: boolean; readonly locals: Expr[]; readonly body: Stmt[]; readonly last: Expr }
export interface Program { readonly fns: readonly Fn[] }

const LOCALS = ['a', 'b', 'c', 'd']
const GLOBALS = ['g', 'h']
/** Functions of a program; each may call those before it. */
const MAX_FNS = 4

// ---- generating --------------------------------------------------------------------------------

const literal = fc.oneof(
  fc.bigInt(-9n, 9n),
  fc.constantFrom(0n, 1n, -1n, 63n, 64n, 255n, 1n << 31n, -(1n << 31n), (1n << 32n) - 1n, (1n << 53n) - 1n, 1n << 53n, -(1n << 53n), (1n << 62n) + 1n, (1n << 63n) - 1n, -(1n << 63n) + 1n),
)
const name = fc.constantFrom(...LOCALS, ...GLOBALS)
const BIN = ['+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', '<', '<=', '>', '>=', '==', '!=', '&&', '||']
const ASSIGN = ['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=']

const { expr, stmt } = fc.letrec<{ expr: Expr; stmt: Stmt; block: Stmt[] }>((tie) => ({
  expr: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: literal.map((v): Expr => ({ k: 'lit', v })) },
    { weight: 4, arbitrary: name.map((n): Expr => ({ k: 'var', n })) },
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...BIN), tie('expr'), tie('expr')).map(([op, l, r]): Expr => ({ k: 'bin', op, l, r })) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom('-', '!', '~'), tie('expr')).map(([op, e]): Expr => ({ k: 'un', op, e })) },
    { weight: 1, arbitrary: fc.tuple(tie('expr'), tie('expr'), tie('expr')).map(([c, a, b]): Expr => ({ k: 'cond', c, a, b })) },
    { weight: 2, arbitrary: fc.tuple(name, fc.constantFrom(...ASSIGN), tie('expr')).map(([n, op, e]): Expr => ({ k: 'assign', n, op, e })) },
    { weight: 1, arbitrary: fc.tuple(name, fc.constantFrom('++' as const, '--' as const), fc.boolean()).map(([n, op, prefix]): Expr => ({ k: 'step', n, op, prefix })) },
    { weight: 2, arbitrary: fc.tuple(fc.nat(MAX_FNS), fc.array(tie('expr'), { minLength: 2, maxLength: 2 })).map(([f, args]): Expr => ({ k: 'call', f, args })) },
    { weight: 1, arbitrary: tie('expr').map((e): Expr => ({ k: 'caught', e })) },
  ),
  block: fc.array(tie('stmt'), { maxLength: 4 }),
  stmt: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: tie('expr').map((e): Stmt => ({ k: 'expr', e })) },
    { weight: 1, arbitrary: fc.constantFrom<Stmt>({ k: 'break' }, { k: 'continue' }) },
    { weight: 1, arbitrary: tie('expr').map((e): Stmt => ({ k: 'return', e })) },
    { weight: 2, arbitrary: fc.tuple(tie('expr'), tie('block'), fc.option(tie('block'))).map(([c, a, b]): Stmt => ({ k: 'if', c, a, b })) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom('for' as const, 'while' as const, 'do' as const), fc.integer({ min: 0, max: 3 }), tie('block'), fc.option(tie('expr').map((e): Stmt => ({ k: 'expr', e })))).map(([form, n, body, step]): Stmt => ({ k: 'loop', form, n, body, step })) },
    {
      weight: 1,
      arbitrary: fc.tuple(tie('expr'), fc.uniqueArray(fc.integer({ min: -3, max: 6 }), { maxLength: 4 }), fc.array(tie('block'), { minLength: 5, maxLength: 5 }), fc.integer({ min: -1, max: 4 }), fc.boolean())
        .map(([e, at, bodies, fallback, ranges]): Stmt => {
          const cases: (Stmt & { k: 'switch' })['cases'] = at.map((v, i) => ({ at: BigInt(v * 3), to: ranges && i % 2 ? BigInt(v * 3 + 2) : null, body: bodies[i] }))
          if (fallback >= 0) cases.splice(Math.min(fallback, cases.length), 0, { at: 'default', to: null, body: bodies[4] })
          return { k: 'switch', e, cases }
        }),
    },
  ),
}))

const fn = fc.record<Fn>({ typed: fc.boolean(), locals: fc.array(literal.map((v): Expr => ({ k: 'lit', v })), { minLength: 2, maxLength: 2 }), body: fc.array(stmt, { maxLength: 6 }), last: expr })
export const program: fc.Arbitrary<Program> = fc.record({ fns: fc.array(fn, { minLength: 1, maxLength: MAX_FNS }) })

// ---- text --------------------------------------------------------------------------------------

/** The program as LPC. main() returns `([ value or error text, g, h ])` as an array. */
export function text(p: Program): string {
  let counter = 0
  const e = (x: Expr, at: number): string => {
    switch (x.k) {
      case 'lit': return x.v < 0n ? `(${x.v})` : String(x.v)
      case 'var': return x.n
      case 'un': return `(${x.op} ${e(x.e, at)})`
      case 'bin': return `(${e(x.l, at)} ${x.op} ${e(x.r, at)})`
      case 'cond': return `(${e(x.c, at)} ? ${e(x.a, at)} : ${e(x.b, at)})`
      case 'assign': return `(${x.n} ${x.op} ${e(x.e, at)})`
      case 'step': return x.prefix ? `(${x.op}${x.n})` : `(${x.n}${x.op})`
      case 'call': return at === 0 ? `(${e(x.args[0], at)} + ${e(x.args[1], at)})` : `f${x.f % at}(${x.args.map((a) => e(a, at)).join(', ')})`
      case 'caught': return `(catch(${e(x.e, at)}) ? 1 : 0)`
    }
  }
  const block = (list: Stmt[], at: number, inside: Inside): string => `{ ${list.map((x) => s(x, at, inside)).join(' ')} }`
  const s = (x: Stmt, at: number, inside: Inside): string => {
    switch (x.k) {
      case 'expr': return `${e(x.e, at)};`
      case 'return': return `return ${e(x.e, at)};`
      case 'break': return inside.broken ? 'break;' : ';'
      case 'continue': return inside.continued ? 'continue;' : ';'
      case 'if': return `if (${e(x.c, at)}) ${block(x.a, at, inside)}${x.b ? ` else ${block(x.b, at, inside)}` : ''}`
      case 'loop': {
        const i = `k${++counter}`
        const body = block(x.body, at, { broken: true, continued: true })
        const step = x.step?.k === 'expr' ? `, ${e(x.step.e, at)}` : ''
        if (x.form === 'for') return `for (int ${i} = 0; ${i} < ${x.n}; ${i}++${step}) ${body}`
        if (x.form === 'while') return `{ int ${i} = ${x.n}; while (${i}--) ${body} }`
        return `{ int ${i} = 0; do ${body} while (++${i} < ${x.n}); }`
      }
      case 'switch':
        return `switch (${e(x.e, at)}) { ${x.cases.map((c) => `${c.at === 'default' ? 'default' : `case ${c.at}${c.to === null ? '' : `..${c.to}`}`}: ${c.body.map((b) => s(b, at, { ...inside, broken: true })).join(' ')}`).join(' ')} }`
    }
  }
  const fns = p.fns.map((f, at) => {
    const type = f.typed ? 'int' : 'mixed'
    return `${type} f${at}(${type} a, ${type} b) {\n  ${type} c = ${e(f.locals[0], at)}, d = ${e(f.locals[1], at)};\n  ${f.body.map((x) => s(x, at, { broken: false, continued: false })).join('\n  ')}\n  return ${e(f.last, at)};\n}\n`
  })
  return `int g = 5;\nmixed h = -7;\n${fns.join('')}mixed main() {\n  mixed r, err;\n  err = catch(r = f${p.fns.length - 1}(3, -4));\n  return sprintf("%O", ({ err ? err : r, g, h }));\n}\n`
}

interface Inside { readonly broken: boolean; readonly continued: boolean }

// ---- meaning -----------------------------------------------------------------------------------

class Fault extends Error {}
class Return extends Error {
  constructor(readonly value: bigint) { super() }
}
class Jump extends Error {
  constructor(readonly kind: 'break' | 'continue') { super() }
}

const wrap = (v: bigint): bigint => BigInt.asIntN(64, v)
const bool = (b: boolean): bigint => (b ? 1n : 0n)

function binary(op: string, l: bigint, r: bigint): bigint {
  switch (op) {
    case '+': return wrap(l + r)
    case '-': return wrap(l - r)
    case '*': return wrap(l * r)
    case '/':
      if (r === 0n) throw new Fault('*Division by zero.\n')
      return wrap(l / r)
    case '%':
      if (r === 0n) throw new Fault('*Modulus by zero.\n')
      return wrap(l % r)
    case '&': return l & r
    case '|': return l | r
    case '^': return l ^ r
    case '<<': return wrap(l << (r & 63n))
    case '>>': return l >> (r & 63n)
    case '<': return bool(l < r)
    case '<=': return bool(l <= r)
    case '>': return bool(l > r)
    case '>=': return bool(l >= r)
    case '==': return bool(l === r)
    default: return bool(l !== r)
  }
}

/** Steps one program may take here; beyond it its meaning is not asked for. */
const MAX_STEPS = 20_000

/** What main() returns, or null when the program is too long a story. */
export function meaning(p: Program): { result: bigint | string; g: bigint; h: bigint } | null {
  const globals = new Map([['g', 5n], ['h', -7n]])
  let steps = 0
  const tick = (): void => {
    if (++steps > MAX_STEPS) throw new RangeError('too long')
  }
  const call = (at: number, a: bigint, b: bigint): bigint => {
    const f = p.fns[at]
    const locals = new Map([['a', a], ['b', b], ['c', 0n], ['d', 0n]])
    const home = (n: string): Map<string, bigint> => (locals.has(n) ? locals : globals)
    const ev = (x: Expr): bigint => {
      tick()
      switch (x.k) {
        case 'lit': return x.v
        case 'var': return home(x.n).get(x.n)!
        case 'un': {
          const v = ev(x.e)
          return x.op === '-' ? wrap(-v) : x.op === '~' ? ~v : bool(v === 0n)
        }
        case 'bin': {
          const l = ev(x.l)
          // As in C these give the deciding operand, not 0 or 1: LPC keeps the value.
          if (x.op === '&&') return l === 0n ? l : ev(x.r)
          if (x.op === '||') return l !== 0n ? l : ev(x.r)
          return binary(x.op, l, ev(x.r))
        }
        case 'cond': return ev(x.c) !== 0n ? ev(x.a) : ev(x.b)
        case 'assign': {
          // The right side first, then the variable is read.
          const v = ev(x.e)
          const out = x.op === '=' ? v : binary(x.op.slice(0, -1), home(x.n).get(x.n)!, v)
          home(x.n).set(x.n, out)
          return out
        }
        case 'step': {
          const old = home(x.n).get(x.n)!
          const now = wrap(x.op === '++' ? old + 1n : old - 1n)
          home(x.n).set(x.n, now)
          return x.prefix ? now : old
        }
        case 'call': {
          const l = ev(x.args[0])
          const r = ev(x.args[1])
          return at === 0 ? wrap(l + r) : call(x.f % at, l, r)
        }
        case 'caught':
          try {
            ev(x.e)
            return 0n
          } catch (e) {
            if (e instanceof Fault) return 1n
            throw e
          }
      }
    }
    const block = (list: Stmt[], inside: Inside): void => list.forEach((x) => run(x, inside))
    const loop = (x: Stmt & { k: 'loop' }): void => {
      let n = 0
      const more = (): boolean => (x.form === 'do' ? n === 0 || n < x.n : n < x.n)
      for (; more(); n++, x.form === 'for' && x.step?.k === 'expr' && ev(x.step.e)) {
        try {
          block(x.body, { broken: true, continued: true })
        } catch (e) {
          if (!(e instanceof Jump)) throw e
          if (e.kind === 'break') return
        }
      }
    }
    const run = (x: Stmt, inside: Inside): void => {
      tick()
      switch (x.k) {
        case 'expr': return void ev(x.e)
        case 'return': throw new Return(ev(x.e))
        case 'break':
          if (inside.broken) throw new Jump('break')
          return
        case 'continue':
          if (inside.continued) throw new Jump('continue')
          return
        case 'if': return ev(x.c) !== 0n ? block(x.a, inside) : x.b ? block(x.b, inside) : undefined
        case 'loop': return loop(x)
        case 'switch': {
          const v = ev(x.e)
          let from = x.cases.findIndex((c) => c.at !== 'default' && (c.to === null ? v === c.at : v >= c.at && v <= c.to))
          if (from < 0) from = x.cases.findIndex((c) => c.at === 'default')
          if (from < 0) return
          try {
            for (const c of x.cases.slice(from)) block(c.body, { ...inside, broken: true })
          } catch (e) {
            if (!(e instanceof Jump) || e.kind !== 'break') throw e
          }
        }
      }
    }
    try {
      locals.set('c', ev(f.locals[0]))
      locals.set('d', ev(f.locals[1]))
      block(f.body, { broken: false, continued: false })
      return ev(f.last)
    } catch (e) {
      if (e instanceof Return) return e.value
      throw e
    }
  }
  let result: bigint | string
  try {
    result = call(p.fns.length - 1, 3n, -4n)
  } catch (e) {
    if (e instanceof RangeError) return null
    if (!(e instanceof Fault)) throw e
    result = e.message
  }
  return { result, g: globals.get('g')!, h: globals.get('h')! }
}

/** As sprintf("%O") prints main()'s array. */
export function shown(m: { result: bigint | string; g: bigint; h: bigint }): string {
  const r = typeof m.result === 'string' ? `"${m.result}"` : String(m.result)
  return `({ /* sizeof() == 3 */\n  ${r},\n  ${m.g},\n  ${m.h}\n})`
}
