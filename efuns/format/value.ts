/**
 * The text of any value, as `%O` of sprintf() prints it: indented by two, with sizes in comments.
 * Not for: saving values (save.ts), JSON (efuns/json).
 */
import { Closure } from '../../driver/vm/closure.js'
import { LIMIT, LpcError } from '../../driver/vm/errors.js'
import { DEFAULT_LIMITS } from '../../driver/vm/limits.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { LpcObject } from '../../driver/vm/object.js'
import { LpcPromise } from '../../driver/vm/promise.js'
import { floatText } from '../../driver/vm/float-text.js'
import { ClassInstance, Float, live, type Value } from '../../driver/vm/values.js'

/** Deeper parts print as `...`: data that contains itself must end somewhere. */
const MAX_INDENT = 20

export interface FormatOptions {
  /** UTF-16 units the text may have; more is an LpcError. */
  limit?: number
  /** What master->object_name() says of an object, printed behind its name. */
  describe?: (ob: LpcObject) => string | undefined
}

export function formatValue(v: Value, options: FormatOptions = {}): string {
  const p = new Printer(options.limit ?? DEFAULT_LIMITS.stringLength, options.describe)
  p.print(v, 0, false, false)
  return p.text
}

/** By promise_status(). */
const STATES = ['pending', 'fulfilled', 'rejected', 'cancelled'] as const

class Printer {
  text = ''

  constructor(private readonly limit: number, private readonly describe?: (ob: LpcObject) => string | undefined) {}

  private add(s: string): void {
    this.text += s
    if (this.text.length > this.limit) throw new LpcError(`Value too large to print (limit ${this.limit} characters).`, { code: LIMIT })
  }

  /** `comma` puts ",\n" behind; `inline` leaves out the indent in front. */
  print(value: Value, indent: number, comma: boolean, inline: boolean): void {
    if (indent > MAX_INDENT) return this.add('...')
    if (!inline) this.add(' '.repeat(indent))
    const v = live(value)
    if (typeof v === 'string') this.add(`"${v}"`)
    else if (typeof v !== 'object') this.add(String(v ?? 0))
    else if (v instanceof Float) this.add(floatText(v.v))
    else if (Array.isArray(v)) this.list(v, indent, '({ })', `({ /* sizeof() == ${v.length} */\n`, '})')
    else if (v instanceof Mapping) this.mapping(v, indent)
    else if (v instanceof LpcObject) this.object(v)
    else if (v instanceof Closure) this.closure(v, indent)
    else if (v instanceof ClassInstance) {
      const n = v.fields.length
      this.list(v.fields, indent, 'CLASS( 0 elements\n\n )', `CLASS( ${n} element${n === 1 ? '' : 's'}\n`, ' )')
    } else if (v instanceof LpcPromise) this.promise(v, indent)
    else this.buffer(v, indent)
    if (comma) this.add(',\n')
  }

  private list(items: readonly Value[], indent: number, empty: string, open: string, close: string): void {
    if (items.length === 0) return this.add(empty)
    this.add(open)
    items.forEach((item, i) => this.print(item, indent + 2, i < items.length - 1, false))
    this.add(`\n${' '.repeat(indent)}${close}`)
  }

  private mapping(m: Mapping, indent: number): void {
    m.sweep()
    if (m.size === 0) return this.add('([ ])')
    this.add(`([ /* sizeof() == ${m.size} */\n`)
    for (const [k, v] of m) {
      this.print(k, indent + 2, false, false)
      this.add(' : ')
      this.print(v, indent + 4, true, true)
    }
    this.add(`${' '.repeat(indent)}])`)
  }

  private buffer(b: Uint8Array, indent: number): void {
    if (b.length === 0) return this.add('BUFFER ( )')
    this.add(`BUFFER ( /* sizeof() == ${b.length} */\n`)
    b.forEach((byte, i) => this.add(`${' '.repeat(indent + 2)}0x${byte.toString(16)}${i < b.length - 1 ? ',' : ''}\n`))
    this.add(`${' '.repeat(indent)})`)
  }

  private promise(p: LpcPromise, indent: number): void {
    this.add(`PROMISE${p.payload === null ? '' : `<${p.payload}>`}( ${STATES[p.state]}`)
    if (p.settled) {
      this.add(': ')
      this.print(p.value, indent + 2, false, true)
    }
    this.add(' )')
  }

  private object(ob: LpcObject): void {
    this.add(ob.name)
    const more = this.describe?.(ob)
    if (more !== undefined) this.add(` ("${more}")`)
  }

  private closure(f: Closure, indent: number): void {
    if (f.kind === 'functional' || f.kind === 'anonymous') return this.add(`(: <code>(${parameters(f)}) :)`)
    this.add(`(: ${f.name}`)
    for (const b of f.bound) {
      this.add(', ')
      this.print(b, indent, false, false)
    }
    this.add(' :)')
  }
}

/** `$1, $2`: what is left of the code's parameters behind F, self, seg and the captured values. */
function parameters(f: Closure): string {
  const n = Math.max(0, f.code.length - 3 - f.bound.length)
  return Array.from({ length: n }, (_, i) => `$${i + 1}`).join(', ')
}
