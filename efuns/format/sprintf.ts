/**
 * sprintf(): the formatter that sprintf() and printf() share.
 * Not for: what %O prints (value.ts), numbers (number.ts), wrapping and tables (columns.ts).
 */
import { BAD_ARGUMENT, LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { isInt, live, type Value } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'
import { cutToWidth, displayWidth } from '../strings/width.js'
import { Column, Table, type Block } from './columns.js'
import { formatNumber, type NumberFormat } from './number.js'
import { justify, padding, type Justify, type Pad } from './pad.js'
import { formatValue } from './value.js'

/** The text of `format` with `args`. Charges for what it makes; throws LpcError for a bad format or argument. */
export function sprintf(F: Fiber, format: string, args: readonly Value[]): string {
  return new Formatter(F, format, args).run()
}

interface Spec {
  field: number
  /** 0 when not given. */
  precision: number
  pad: Pad | null
  left: boolean
  centre: boolean
  column: boolean
  table: boolean
  array: boolean
  plus: '' | '+' | ' '
  type: string
}

const TYPES = 'OsdifgcoxX'

class Formatter {
  private out = ''
  private pos = 0
  private arg = -1
  private blocks: Block[] = []
  private readonly limit: number

  constructor(private readonly F: Fiber, private readonly format: string, private readonly args: readonly Value[]) {
    this.limit = F.host.limits.stringLength
    F.charge(format.length >> 4)
  }

  run(): string {
    const f = this.format
    for (;;) {
      const next = this.nextSpecial()
      this.add(f.slice(this.pos, next))
      this.pos = next + 1
      if (f[next] !== '%') {
        this.endLine(f[next] === '\n')
        if (next >= f.length) return this.out
      } else if (f[this.pos] === '%') {
        this.add('%')
        this.pos++
      } else this.conversion(this.spec())
    }
  }

  private nextSpecial(): number {
    const f = this.format
    let i = this.pos
    while (i < f.length && f[i] !== '%' && f[i] !== '\n') i++
    return i
  }

  private add(s: string): void {
    this.out += s
    if (this.out.length > this.limit) throw new LpcError(`(s)printf(): result too long (limit ${this.limit} characters).`, { code: LIMIT })
  }

  private fail(what: string): never {
    throw new LpcError(`(s)printf(): ${what} (arg: ${this.arg})`, { code: BAD_ARGUMENT })
  }

  private nextArg(): Value {
    if (++this.arg >= this.args.length) this.fail('More arguments specified than passed.')
    return live(this.args[this.arg])
  }

  /** Columns of the line being written. */
  private column(): number {
    return displayWidth(this.out.slice(this.out.lastIndexOf('\n') + 1))
  }

  /** A field or table may not be larger than the string that holds it. */
  private bounded(width: number): number {
    if (width > this.limit) throw new LpcError(`(s)printf(): field too wide: ${width} (limit ${this.limit}).`, { code: LIMIT })
    return width
  }

  // ---- the format ----------------------------------------------------------------------------

  /** Reads a conversion up to its type letter. */
  private spec(): Spec & { value: Value } {
    const f = this.format
    const s: Spec = { field: 0, precision: 0, pad: null, left: false, centre: false, column: false, table: false, array: false, plus: '', type: '' }
    let value = this.nextArg()
    let next: 'field' | 'precision' | 'both' = 'field'
    const number = (n: number): void => {
      if (next !== 'precision') s.field = this.bounded(Math.max(0, n))
      if (next !== 'field') s.precision = Math.max(0, n)
      next = 'field'
    }
    for (;;) {
      const c = f[this.pos++]
      if (c === undefined) this.fail('Error in format string.')
      if (c === '*') {
        if (!isInt(value ?? 0)) this.fail('Incorrect argument type to *.')
        number(Number(value ?? 0))
        value = this.nextArg()
      } else if (c >= '0' && c <= '9') {
        if (c === '0' && next !== 'precision' && /[1-9*]/.test(f[this.pos] ?? '')) s.pad = { text: '0', width: 1 }
        else number(this.digits(c))
      } else if (TYPES.includes(c)) {
        if (next !== 'field') this.fail('Expected precision not found.')
        s.type = c === 'i' ? 'd' : c
        return { ...s, value }
      } else {
        switch (c) {
          case ' ': s.plus ||= ' '; break
          case '+': s.plus = '+'; break
          case '-': s.left = true; break
          case '|': s.centre = true; break
          case '@': s.array = true; break
          case '=': s.column = true; break
          case '#': s.table = true; break
          case '.': next = 'precision'; break
          case ':': next = 'both'; break
          case '\'': s.pad = this.padString(); break
          default: this.fail('Error in format string.')
        }
      }
    }
  }

  private digits(first: string): number {
    let n = Number(first)
    for (let c = this.format[this.pos]; c >= '0' && c <= '9'; c = this.format[++this.pos]) n = Math.min(n * 10 + Number(c), 1e12)
    return n
  }

  private padString(): Pad {
    let text = ''
    for (;;) {
      const c = this.format[this.pos++]
      if (c === undefined) this.fail('Unexpected end of format string.')
      if (c === '\'') break
      if (c !== '\\') {
        text += c
        continue
      }
      const e = this.format[this.pos++]
      if (e === undefined) this.fail('Unexpected end of format string.')
      if (e !== '\'' && e !== '\\') this.fail('padding string \'\\\' must be followed by another \'\\\' or single quote')
      text += e
    }
    const width = displayWidth(text)
    if (width === 0) this.fail('Null pad string specified.')
    return { text, width }
  }

  // ---- conversions ---------------------------------------------------------------------------

  private conversion(s: Spec & { value: Value }): void {
    if (!s.array) return this.one(s, s.value, false)
    if (!Array.isArray(s.value)) this.fail('Array expected.')
    const items = s.value as Value[]
    items.forEach((item, i) => {
      this.F.charge(1)
      this.one(s, live(item), i < items.length - 1)
    })
  }

  private one(s: Spec, v: Value, more: boolean): void {
    switch (s.type) {
      case 'O': return this.text(s, formatValue(v, { limit: this.limit, describe: (ob) => this.F.host.describeObject?.(this.F, ob) }), more)
      case 's':
        if (typeof v === 'string') return this.text(s, v, more)
        if (v === undefined || v === 0) return this.text(s, '0', more)
        return this.fail('Incorrect argument to type %s.')
      case 'c': return this.field(s, this.character(v))
      default: {
        const text = formatNumber(v, { type: s.type as NumberFormat['type'], precision: s.precision, plus: s.plus })
        if (text === null) throw new LpcError(`ERROR: (s)printf(): Incorrect argument type to %${s.type}.`, { code: BAD_ARGUMENT })
        this.field(s, text)
      }
    }
  }

  private character(v: Value): string {
    const code = isInt(v) ? Number(v) : 0
    if (code <= 0 || code > 0x10ffff || /[\p{Cn}\p{Cs}]/u.test(String.fromCodePoint(code))) this.fail('Incorrect argument to type %c, must be valid UTF8 char.')
    return String.fromCodePoint(code)
  }

  private text(s: Spec, text: string, more: boolean): void {
    this.F.charge(text.length >> 5)
    if (s.column || s.table) return this.block(s, text, more)
    if (s.precision === 0) return this.field(s, text)
    const { end, width } = cutToWidth(text, 0, s.precision)
    this.add(justify(text.slice(0, end), width, s.field, how(s), s.pad, true))
  }

  private field(s: Spec, text: string): void {
    this.add(s.field ? justify(text, displayWidth(text), s.field, how(s), s.pad, true) : text)
  }

  private block(s: Spec, text: string, more: boolean): void {
    if (!s.field) this.fail('Column/table mode requires a field size.')
    const start = this.column()
    const field = s.column ? this.bounded(Math.max(s.field, s.precision)) : s.field
    const b = s.column
      ? new Column(start, text, field, s.precision || s.field, how(s), s.pad)
      : new Table(start, text, field, s.precision, how(s), s.pad)
    const after = this.format[this.pos]
    this.add(b.row(s.column && ((after !== undefined && after !== '\n') || more)))
    if (!b.done) this.blocks.push(b)
    else if (b.endedLine && after === undefined) this.add('\n')
  }

  // ---- lines ---------------------------------------------------------------------------------

  /** End of a line of the format, or of the format: prints what the blocks have left. */
  private endLine(newline: boolean): void {
    if (this.blocks.length === 0) {
      if (newline) this.add('\n')
      return
    }
    this.add('\n')
    let endedLine = false
    while (this.blocks.length > 0) {
      this.blocks.forEach((b, i) => {
        this.F.charge(2)
        this.add(padding(null, b.start - this.column(), true))
        this.add(b.row(i < this.blocks.length - 1))
        endedLine = b.done && b.endedLine
      })
      this.blocks = this.blocks.filter((b) => !b.done)
      if (this.blocks.length > 0 || newline) this.add('\n')
    }
    if (endedLine) this.add('\n')
  }
}

function how(s: Spec): Justify {
  return s.centre ? (s.left ? 'centreLeft' : 'centre') : s.left ? 'left' : 'right'
}

export default [
  efun({
    name: 'sprintf', family: 'format', since: '0.1', ticks: 6,
    sig: 'string sprintf(string format, mixed args...)',
    doc: [
      'Returns `format` with its conversions replaced by the other arguments.',
      '',
      'A conversion is `%`, modifiers, and a type. Types: `s` string, `d` or `i` int, `f` float (6 decimals or the precision), `g` float in its shortest form, `c` character, `x` `X` hexadecimal, `o` octal, `O` any value, written out; `%%` is a percent sign.',
      '',
      'Modifiers: a number is the width of the field, `.` and a number the precision (`%.3s` cuts text, `%.2f` sets decimals), `:` and a number both; `*` takes the number from the arguments. `-` justifies left, `|` centres; without them it is right. `0` in front of the width pads with zeros, `\'xy\'` with that text. `+` or a blank goes in front of numbers that are not negative. `@` applies the conversion to each element of an array.',
      '',
      '`=` wraps text in a column as wide as the field, and further columns on the same line go on beside it. `#` sets the lines of the text in a table as wide as the field; the precision is its number of columns.',
    ].join('\n'),
    examples: ['sprintf("%5d|%-5s|", 42, "ab") == "   42|ab   |"', 'sprintf("%.2f", 1.5) == "1.50"', 'sprintf("%O", ({ 1 })) == "({ /* sizeof() == 1 */\\n  1\\n})"', 'sprintf("%\'*\'6d", 7) == "*****7"', 'sprintf("%@d,", ({ 1, 2 })) == "12,"', 'sprintf("%-=6s", "wrap this") == "wrap\\nthis"'],
    seeAlso: ['sscanf', 'printf', 'implode', 'strwidth'],
  }, (F, format: string, args: Value[]) => sprintf(F, format, args)),
] as Efun[]
