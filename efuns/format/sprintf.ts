/**
 * sprintf(): the formatter that sprintf() and printf() share.
 * Not for: the format's syntax (parse.ts), the plain formats (plain.ts), what %O prints (value.ts),
 * numbers (number.ts), wrapping and tables (columns.ts).
 */
import { BAD_ARGUMENT, LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { isInt, live, type Value } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'
import { cutToWidth, displayWidth } from '../strings/width.js'
import { Column, Table, type Block } from './columns.js'
import { formatNumber } from './number.js'
import { justify, padding } from './pad.js'
import { CACHED_LENGTH, parseFormat, type Item, type Spec } from './parse.js'
import { printPlain } from './plain.js'
import { formatValue } from './value.js'

/** Ticks of a column or a table. */
const BLOCK_TICKS = 200
/** Ticks of a character of a format that is read. */
const PARSE_TICKS = 40

/** The text of `format` with `args`. Charges for what it makes; throws LpcError for a bad format or argument. */
export function sprintf(F: Fiber, format: string, args: readonly Value[]): string {
  // A long format is read anew each time.
  F.charge(format.length > CACHED_LENGTH ? format.length * PARSE_TICKS : format.length >> 3)
  const { items, plain } = parseFormat(format)
  return (plain && printPlain(F, plain, args)) ?? new Formatter(F, args).run(items)
}

class Formatter {
  private out = ''
  private arg = -1
  private blocks: Block[] = []
  private readonly limit: number

  constructor(private readonly F: Fiber, private readonly args: readonly Value[]) {
    this.limit = F.host.limits.stringLength
  }

  run(items: readonly Item[]): string {
    for (const item of items) {
      if (typeof item === 'string') {
        if (item === '\n') this.endLine(true)
        else this.add(item)
        continue
      }
      if ('fault' in item) {
        this.nextArg()
        this.fail(item.fault)
      }
      this.conversion(item as Spec)
    }
    this.endLine(false)
    return this.out
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

  // ---- conversions ---------------------------------------------------------------------------

  private conversion(spec: Spec): void {
    const s = spec.stars.length ? this.withStars(spec) : spec
    // A field may not be larger than the string that holds it.
    if (s.field > this.limit) throw new LpcError(`(s)printf(): field too wide: ${s.field} (limit ${this.limit}).`, { code: LIMIT })
    const value = this.nextArg()
    if (s.precision < 0) this.fail('Expected precision not found.')
    if (!s.array) return this.one(s, value, false)
    if (!Array.isArray(value)) this.fail('Array expected.')
    const items = value as Value[]
    items.forEach((item, i) => {
      this.F.charge(1)
      this.one(s, live(item), i < items.length - 1)
    })
  }

  private withStars(spec: Spec): Spec {
    let { field, precision } = spec
    for (const { sets, value } of spec.stars) {
      let n = value
      if (n === null) {
        const v = this.nextArg() ?? 0
        if (!isInt(v)) this.fail('Incorrect argument type to *.')
        n = Number(v)
      }
      if (sets !== 'precision') field = Math.max(0, n)
      if (sets !== 'field') precision = sets === 'both' ? Math.max(0, n) : n
    }
    return { ...spec, field, precision }
  }

  private one(s: Spec, v: Value, more: boolean): void {
    switch (s.type) {
      case 's':
        if (typeof v === 'string') return this.text(s, v, more)
        if (v === undefined || v === 0) return this.text(s, '0', more)
        return this.fail('Incorrect argument to type %s.')
      case 'O': {
        const text = formatValue(v, { limit: this.limit, describe: (ob) => this.F.host.describeObject?.(this.F, ob) })
        this.F.charge(text.length * 4)
        return this.text(s, text, more)
      }
      case 'c': return this.field(s, this.character(v))
      default: {
        const text = formatNumber(v, s as Spec & { type: 'd' })
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
    if (text.length > 32) this.F.charge(text.length >> 5)
    if (s.column || s.table) return this.block(s, text, more)
    if (s.precision === 0) return this.field(s, text)
    const { end, width } = cutToWidth(text, 0, s.precision)
    this.add(justify(text.slice(0, end), width, s.field, s.how, s.pad, true))
  }

  private field(s: Spec, text: string): void {
    this.add(s.field ? justify(text, displayWidth(text), s.field, s.how, s.pad, true) : text)
  }

  private block(s: Spec, text: string, more: boolean): void {
    if (!s.field) this.fail('Column/table mode requires a field size.')
    this.F.charge(BLOCK_TICKS + text.length * 2)
    const start = this.column()
    const b = s.column
      ? new Column(start, text, Math.min(this.limit, Math.max(s.field, s.precision)), s.precision || s.field, s.how, s.pad)
      : new Table(start, text, s.field, s.precision, s.how, s.pad)
    this.add(b.row(s.column && (s.followed || more)))
    if (!b.done) this.blocks.push(b)
    else if (b.endedLine && s.last) this.add('\n')
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
