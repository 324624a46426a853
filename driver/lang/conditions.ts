/**
 * The value of a `#if` expression: 64-bit integers, C's operators and precedence. Two explicit
 * stacks instead of recursion, so that nesting cannot exhaust JavaScript's. Not for: deciding
 * which macros stand in it (expander.ts) or what the branch does (directives.ts).
 */
import { spell } from './macros.js'
import type { Token } from './tokens.js'

/** What `defined(x)` and `efun_defined(x)` look at. */
export interface Names {
  isDefined(name: string): boolean
  isEfun(name: string): boolean
}

/** A value, or what is wrong with it: `0 && 1/0` is fine, so a fault only counts if it is used. */
type Value = bigint | string

const BINARY: Readonly<Record<string, number>> = {
  '?': 1, ':': 1, '||': 2, '&&': 3, '|': 4, '^': 5, '&': 6, '==': 7, '!=': 7, '<': 8, '<=': 8, '>': 8, '>=': 8,
  '<<': 9, '>>': 9, '+': 10, '-': 10, '*': 11, '/': 11, '%': 11,
}
const UNARY_POWER = 12
const UNARY: ReadonlySet<string> = new Set(['!', '~', '-', '+'])

/** The value of the (expanded) tokens; a string says what is wrong. */
export function evaluateCondition(tokens: readonly Token[], names: Names): bigint | string {
  return new Evaluator(tokens, names).run()
}

class Evaluator {
  private readonly values: Value[] = []
  /** Pending operators; unary ones are marked `u-`. */
  private readonly ops: string[] = []
  private pos = 0
  private fault: string | null = null

  constructor(
    private readonly tokens: readonly Token[],
    private readonly names: Names,
  ) {}

  run(): Value {
    let operand = true
    while (this.pos < this.tokens.length && this.fault === null) {
      operand = operand ? this.operand() : this.operator()
    }
    if (this.fault !== null) return this.fault
    if (operand) return this.tokens.length === 0 ? 'an expression is missing' : 'an operand is missing at the end'
    this.reduce(0)
    if (this.fault !== null) return this.fault
    if (this.ops.length > 0) return this.ops.at(-1) === '(' ? "')' is missing" : "':' is missing after '?'"
    return this.values[0]
  }

  /** Reads one operand or a prefix; returns whether an operand is wanted still. */
  private operand(): boolean {
    const t = this.tokens[this.pos++]
    if (UNARY.has(t.kind)) this.ops.push(`u${t.kind}`)
    else if (t.kind === '(') this.ops.push('(')
    else {
      this.values.push(this.atom(t))
      return false
    }
    return true
  }

  private atom(t: Token): Value {
    if (t.kind === 'INT') return BigInt.asIntN(64, BigInt(t.value as number | bigint))
    if (t.text === 'defined') return this.operandName((n) => this.names.isDefined(n))
    if (t.text === 'efun_defined') return this.operandName((n) => this.names.isEfun(n))
    // A name that is no macro counts as 0, as in C.
    if (/^\w/.test(t.text) && t.kind !== 'FLOAT') return this.tokens[this.pos]?.kind === '(' ? this.fail(`'${t.text}' is no macro that takes arguments`) : 0n
    return this.fail(t.kind === 'FLOAT' ? 'floats cannot stand in it' : t.kind === 'STRING' ? 'strings cannot stand in it' : `'${t.text}' is no operand`)
  }

  private operandName(test: (name: string) => boolean): Value {
    const paren = this.tokens[this.pos]?.kind === '('
    const name = this.tokens[paren ? this.pos + 1 : this.pos]
    if (!name || !/^[A-Za-z_]/.test(name.text)) return this.fail("'defined' needs a name")
    this.pos += paren ? 2 : 1
    if (paren && this.tokens[this.pos++]?.kind !== ')') return this.fail("')' is missing after 'defined('")
    return test(name.text) ? 1n : 0n
  }

  /** Reads one infix operator or `)`; returns whether an operand is wanted next. */
  private operator(): boolean {
    const t = this.tokens[this.pos++]
    if (t.kind === ')') {
      this.reduce(0)
      if (this.ops.pop() !== '(') this.fail("')' without '('")
      return false
    }
    const power = BINARY[t.kind]
    if (power === undefined) this.fail(`'${spell([t])}' is no operator of #if`)
    else if (t.kind === ':') this.colon()
    else {
      // `?` is right associative and leaves the operators to its right alone.
      this.reduce(t.kind === '?' ? power + 1 : power)
      this.ops.push(t.kind)
    }
    return true
  }

  private colon(): void {
    this.reduce(2)
    while (this.ops.at(-1) === ':') this.apply()
    if (this.ops.at(-1) !== '?') this.fail("':' without '?'")
    else this.ops[this.ops.length - 1] = ':'
  }

  /** Applies what is pending and binds at least as tightly as `power`, up to a parenthesis. */
  private reduce(power: number): void {
    for (let op = this.ops.at(-1); op !== undefined && op !== '(' && op !== '?'; op = this.ops.at(-1)) {
      if ((op.length > 1 && op[0] === 'u' ? UNARY_POWER : BINARY[op]) < power) return
      this.apply()
    }
  }

  private apply(): void {
    const op = this.ops.pop()!
    const b = this.values.pop()!
    if (op[0] === 'u') {
      this.values.push(unary(op[1], b))
      return
    }
    const a = this.values.pop()!
    if (op !== ':') this.values.push(binary(op, a, b))
    else this.values.push(choose(this.values.pop()!, a, b))
  }

  private fail(message: string): Value {
    this.fault ??= message
    return message
  }
}

const bool = (b: boolean): bigint => (b ? 1n : 0n)

function choose(test: Value, yes: Value, no: Value): Value {
  return typeof test === 'string' ? test : test !== 0n ? yes : no
}

function unary(op: string, a: Value): Value {
  if (typeof a === 'string') return a
  return op === '!' ? bool(a === 0n) : BigInt.asIntN(64, op === '-' ? -a : op === '~' ? ~a : a)
}

function binary(op: string, a: Value, b: Value): Value {
  if (typeof a === 'string') return a
  if (op === '&&') return a === 0n ? 0n : typeof b === 'string' ? b : bool(b !== 0n)
  if (op === '||') return a !== 0n ? 1n : typeof b === 'string' ? b : bool(b !== 0n)
  if (typeof b === 'string') return b
  if (b === 0n && (op === '/' || op === '%')) return op === '/' ? 'division by zero' : 'modulus by zero'
  return BigInt.asIntN(64, arithmetic(op, a, b))
}

function arithmetic(op: string, a: bigint, b: bigint): bigint {
  switch (op) {
    case '+': return a + b
    case '-': return a - b
    case '*': return a * b
    case '/': return a / b
    case '%': return a % b
    case '|': return a | b
    case '^': return a ^ b
    case '&': return a & b
    case '<<': return a << (b & 63n)
    case '>>': return a >> (b & 63n)
    case '==': return bool(a === b)
    case '!=': return bool(a !== b)
    case '<': return bool(a < b)
    case '<=': return bool(a <= b)
    case '>': return bool(a > b)
    default: return bool(a >= b)
  }
}
