/**
 * sscanf(): matches a text against a format and gives the values; the compiler's code assigns
 * them. `%d` decimal, `%x` hexadecimal, `%f` float, `%s` text up to what follows in the format,
 * `%(regexp)`, `%%` a percent sign; `*` after the percent matches without giving the value.
 *
 * Not for: assigning (driver/compile), patterns as such (efuns/regexp).
 */
import { BAD_ARGUMENT, LpcError, badArgument } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { bigFrom } from '../../driver/vm/int-text.js'
import { findText } from '../../driver/vm/search.js'
import { typeName } from '../../driver/vm/typename.js'
import { Float, canonical, type Int, type Value } from '../../driver/vm/values.js'
import { spencer } from '../regexp/pattern.js'

export interface Scanned {
  /** What sscanf() returns: conversions that matched, those with `*` too. */
  count: number
  /** Values for the targets, in order; targets beyond them keep what they have. */
  values: Value[]
}

/**
 * @param targets how many variables sscanf() was given: text left over behind the format goes to
 *   one that is left. Without it nothing is left over and nothing is too few.
 */
export function scan(F: Fiber, subject: Value, format: Value, targets?: number): Scanned {
  if (typeof subject !== 'string') throw badArgument('sscanf', 1, 'string', typeName(subject))
  if (typeof format !== 'string') throw badArgument('sscanf', 2, 'string', typeName(format))
  F.charge((subject.length + format.length) >> 1)
  return new Scanner(F, subject, format, targets).run()
}

interface Conversion {
  readonly kind: 'd' | 'x' | 'f' | 's' | '%' | '('
  readonly skip: boolean
  readonly pattern: string
}

const NUMBER = {
  d: /[ \t-\r]*[+-]?\d+/y,
  x: /[ \t-\r]*[+-]?(?:0[xX](?=[\da-fA-F]))?[\da-fA-F]+/y,
  f: /[ \t-\r]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y,
}
/** Where a number may start behind a `%s`. */
const FIND = { d: /\d/g, x: /0[xX][\da-fA-F]/g, f: /\d|\.\d/g }

class Scanner {
  private at = 0
  private pos = 0
  private count = 0
  private readonly values: Value[] = []

  constructor(private readonly F: Fiber, private readonly s: string, private readonly format: string, private readonly targets: number | undefined) {}

  run(): Scanned {
    while (this.pos < this.format.length) {
      const c = this.format[this.pos]
      if (c !== '%') {
        if (this.s[this.at] !== c) return this.result()
        this.at++
        this.pos++
        continue
      }
      const conversion = this.conversion()
      if (!(conversion.kind === 's' ? this.text(conversion.skip) : this.single(conversion))) return this.result()
    }
    // Text left over goes to a target that is left over.
    if (this.at < this.s.length && this.targets !== undefined && this.values.length < this.targets) {
      this.count++
      this.values.push(this.s.slice(this.at))
    }
    return this.result()
  }

  private result(): Scanned {
    return { count: this.count, values: this.values }
  }

  /** Reads the conversion at a `%` and steps behind it. */
  private conversion(): Conversion {
    this.pos++
    const skip = this.format[this.pos] === '*'
    if (skip) this.pos++
    const kind = this.format[this.pos++]
    if (kind === undefined) throw bad('Format string cannot end in \'%\' in sscanf().')
    if (kind === '(') return { kind, skip, pattern: this.pattern() }
    if (kind === 'd' || kind === 'x' || kind === 'f' || kind === 's' || kind === '%') return { kind, skip, pattern: '' }
    throw bad(`Bad type: '%${kind}' in sscanf() format string.`)
  }

  /** The text up to the parenthesis that closes `%(`. */
  private pattern(): string {
    let depth = 1
    for (let i = this.pos; i < this.format.length; i++) {
      const c = this.format[i]
      if (c === '\\') i++
      else if (c === '(') depth++
      else if (c === ')' && --depth === 0) {
        const p = this.format.slice(this.pos, i)
        this.pos = i + 1
        return p
      }
    }
    throw bad(`Bad regexp format: '%(${this.format.slice(this.pos)}' in sscanf() format string.`)
  }

  private give(skip: boolean, v: Value): void {
    if (skip) return
    if (this.targets !== undefined && this.values.length >= this.targets) throw bad('Too few arguments to sscanf().')
    this.values.push(v)
  }

  /** Matches anything but `%s` right here. */
  private single(c: Conversion): boolean {
    if (c.kind === '%') {
      if (this.s[this.at] !== '%') return false
      this.at++
      return true
    }
    if (c.kind === '(') {
      const m = spencer(c.pattern).match(this.F, this.s, this.at)
      if (!m || m.start !== this.at) return false
      this.count++
      this.give(c.skip, this.s.slice(m.start, m.end))
      this.at = m.end
      return true
    }
    const number = this.number(c.kind as 'd' | 'x' | 'f')
    if (number === undefined) return false
    this.count++
    this.give(c.skip, number)
    return true
  }

  private number(kind: 'd' | 'x' | 'f'): Value {
    const re = NUMBER[kind]
    re.lastIndex = this.at
    const m = re.exec(this.s)
    if (!m) return undefined
    this.at = re.lastIndex
    const t = m[0].trim()
    return kind === 'f' ? new Float(Number(t)) : integer(t, kind === 'x')
  }

  /** `%s`: takes the text up to what follows it in the format. */
  private text(skip: boolean): boolean {
    const rest = this.s.slice(this.at)
    if (this.pos >= this.format.length) {
      this.count++
      this.give(skip, rest)
      this.at = this.s.length
      return true
    }
    if (this.format[this.pos] === '%') return this.textBefore(skip, this.conversion())
    const next = this.format.indexOf('%', this.pos)
    const literal = this.format.slice(this.pos, next < 0 ? undefined : next)
    const found = findText(this.s, literal, this.at)
    if (found < 0) return false
    this.count++
    this.give(skip, this.s.slice(this.at, found))
    this.at = found + literal.length
    this.pos += literal.length
    return true
  }

  /** `%s` with another conversion right behind it. */
  private textBefore(skip: boolean, next: Conversion): boolean {
    if (next.kind === 's') throw bad('Illegal to have 2 adjacent %s\'s in format string in sscanf().')
    let start: number
    let end = -1
    if (next.kind === '(') {
      const m = spencer(next.pattern).match(this.F, this.s, this.at)
      start = m ? m.start : this.s.length
      end = m ? m.end : -1
    } else if (next.kind === '%') {
      const i = this.s.indexOf('%', this.at)
      start = i < 0 ? this.s.length : i
    } else {
      const re = FIND[next.kind]
      re.lastIndex = this.at
      start = re.exec(this.s)?.index ?? this.s.length
    }
    this.count++
    this.give(skip, this.s.slice(this.at, start))
    this.at = start
    if (next.kind === '(') {
      if (end < 0) return false
      this.count++
      this.give(next.skip, this.s.slice(start, end))
      this.at = end
      return true
    }
    if (start >= this.s.length) return false
    if (next.kind !== '%') return this.single(next)
    this.at++
    return true
  }
}

/** strtoll: saturates at 64 bits. */
function integer(text: string, hex: boolean): Int {
  const negative = text[0] === '-'
  const digits = text.replace(/^[+-]/, '')
  const n = bigFrom(hex ? `0x${digits.replace(/^0[xX]/, '')}` : digits)
  const max = 9223372036854775807n
  return canonical(negative ? (n > max + 1n ? -max - 1n : -n) : n > max ? max : n)
}

function bad(message: string): LpcError {
  return new LpcError(message, { code: BAD_ARGUMENT })
}
