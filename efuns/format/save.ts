/**
 * FluffOS's save format, byte for byte: `({1,1.500000,"s",([\"a\":0,]),})`. save_variable(),
 * save_object() and their opposites speak it. Objects and functions save as nothing, which reads
 * back as 0; so does a buffer. A class saves its members without their names: `(/1,"x",/)`.
 *
 * Not for: files (the world's save_object()), the mesh (its own codec).
 */
import { BAD_ARGUMENT, LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { bigFrom } from '../../driver/vm/int-text.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { floatText } from '../../driver/vm/float-text.js'
import { LpcPromise } from '../../driver/vm/promise.js'
import { ClassInstance, Float, canonical, live, type ClassDef, type Value } from '../../driver/vm/values.js'
import { DEFAULT_LIMITS } from '../../driver/vm/limits.js'
import { efun, type Efun } from '../efun.js'

/** Nesting that is saved and restored: FluffOS's figure; data that contains itself ends here. */
export const MAX_SAVE_DEPTH = 100

/** The layout of a class that was restored without its program: its members have no names. */
export const NAMELESS: ClassDef = { name: '', members: [] }

export function saveValue(v: Value, limit = DEFAULT_LIMITS.stringLength): string {
  const out: string[] = []
  let size = 0
  const add = (s: string): void => {
    out.push(s)
    size += s.length
    if (size > limit) throw new LpcError(`Value too large to save (limit ${limit} characters).`, { code: LIMIT })
  }
  const deeper = (depth: number): void => {
    if (depth >= MAX_SAVE_DEPTH) throw new LpcError(`Mappings, arrays and/or classes nested too deep (${MAX_SAVE_DEPTH}) for save.`, { code: LIMIT })
  }
  const save = (value: Value, depth: number): void => {
    const x = live(value)
    if (typeof x === 'string') add(`"${x.replace(/["\\\r\n]/g, (c) => (c === '\n' ? '\r' : '\\' + c))}"`)
    else if (typeof x !== 'object') add(String(x ?? 0))
    else if (x instanceof Float) add(floatText(x.v))
    else if (Array.isArray(x) || x instanceof ClassInstance) {
      deeper(depth)
      const items = Array.isArray(x) ? x : x.fields
      add(Array.isArray(x) ? '({' : '(/')
      for (const item of items) {
        save(item, depth + 1)
        add(',')
      }
      add(Array.isArray(x) ? '})' : '/)')
    } else if (x instanceof Mapping) {
      deeper(depth)
      add('([')
      for (const [k, item] of x) {
        save(k, depth + 1)
        add(':')
        save(item, depth + 1)
        add(',')
      }
      add('])')
    } else if (x instanceof LpcPromise) add('0')
  }
  save(v, 0)
  return out.join('')
}

/**
 * Reads one saved value; the text must hold nothing else. Throws LpcError on anything malformed,
 * too deep, or larger than the engine's limits. Time is linear in the text.
 */
export function restoreValue(F: Fiber, text: string): Value {
  F.charge(text.length * 2)
  const r = new Reader(text, F.host.limits.arraySize, F.host.limits.mappingSize)
  const v = r.value(0)
  r.end()
  return v
}

class Reader {
  private at = 0

  constructor(private readonly text: string, private readonly maxArray: number, private readonly maxMapping: number) {}

  end(): void {
    if (this.at < this.text.length) this.fail()
  }

  value(depth: number): Value {
    const c = this.text[this.at]
    if (c === '"') return this.string()
    if (c === '(') return this.container(depth)
    // Nothing stands for what could not be saved.
    if (c === ',' || c === ':' || c === undefined && depth === 0) return 0
    return this.number()
  }

  private fail(): never {
    throw new LpcError(`Illegal format at character ${this.at + 1} of a saved value.`, { code: BAD_ARGUMENT })
  }

  private take(c: string): void {
    if (this.text[this.at] !== c) this.fail()
    this.at++
  }

  private string(): string {
    const end = /["\\\r]/g
    let out = ''
    for (let from = this.at + 1; ;) {
      end.lastIndex = from
      const m = end.exec(this.text)
      if (!m) this.fail()
      out += this.text.slice(from, m!.index)
      from = m!.index + 1
      if (m![0] === '"') {
        this.at = from
        return out
      }
      if (m![0] === '\r') out += '\n'
      else {
        if (from >= this.text.length) this.fail()
        out += this.text[from++]
      }
    }
  }

  private number(): Value {
    const re = /-?(?:(\d+(?:\.\d*)?(?:e[-+]?\d+)?)|inf|nan)/gy
    re.lastIndex = this.at
    const m = re.exec(this.text)
    if (!m) this.fail()
    this.at = re.lastIndex
    const t = m![0]
    if (m![1] === undefined) return new Float(t.endsWith('nan') ? NaN : t[0] === '-' ? -Infinity : Infinity)
    if (/[.e]/.test(t)) return new Float(Number(t))
    return t.length < 16 ? Number(t) + 0 : canonical(bigFrom(t))
  }

  private container(depth: number): Value {
    if (depth >= MAX_SAVE_DEPTH) throw new LpcError(`A saved value is nested too deep (${MAX_SAVE_DEPTH}).`, { code: LIMIT })
    this.take('(')
    const kind = this.text[this.at++]
    if (kind === '[') return this.mapping(depth)
    if (kind !== '{' && kind !== '/') this.fail()
    const items: Value[] = []
    const close = kind === '{' ? '}' : '/'
    while (this.text[this.at] !== close) {
      if (items.length >= this.maxArray) throw new LpcError(`A saved array is too large (limit ${this.maxArray}).`, { code: LIMIT })
      items.push(this.value(depth + 1))
      this.take(',')
    }
    this.take(close)
    this.take(')')
    return kind === '{' ? items : new ClassInstance(NAMELESS, items)
  }

  private mapping(depth: number): Mapping {
    const m = new Mapping()
    while (this.text[this.at] !== ']') {
      const key = this.value(depth + 1)
      this.take(':')
      const v = this.value(depth + 1)
      this.take(',')
      m.set(key, v)
      if (m.size > this.maxMapping) throw new LpcError(`A saved mapping is too large (limit ${this.maxMapping}).`, { code: LIMIT })
    }
    this.take(']')
    this.take(')')
    return m
  }
}

export default [
  efun({
    name: 'save_variable', family: 'format', since: '0.1', ticks: 30,
    sig: 'string save_variable(mixed value)',
    doc: 'Returns `value` as text that restore_variable() turns back into it.\n\nIt is the text save_object() writes. Floats keep six decimals; objects, functions and buffers become 0. Data nested deeper than 100, or that contains itself, is an error.',
    examples: ['save_variable(({ 1, 1.5, "s" })) == "({1,1.500000,\\"s\\",})"', 'restore_variable(save_variable(([ "a": ({ 1 }) ])))["a"][0] == 1'],
    seeAlso: ['restore_variable', 'save_object', 'json_encode'],
  }, (F, v: Value) => {
    const text = saveValue(v, F.host.limits.stringLength)
    F.charge(text.length * 8)
    return text
  }),
  efun({
    name: 'restore_variable', family: 'format', since: '0.1', ticks: 30,
    sig: 'mixed restore_variable(string text)',
    doc: 'Returns the value that save_variable() turned into `text`.\n\nText that is not of that form is an error.',
    examples: ['restore_variable("({1,\\"s\\",})")[1] == "s"', 'restore_variable("5") == 5'],
    seeAlso: ['save_variable', 'restore_object', 'json_decode'],
  }, (F, text: string) => restoreValue(F, text)),
] as Efun[]
