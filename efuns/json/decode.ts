/**
 * JSON text as LPC values: an own parser, because ints must keep all 64 bits and stay apart from
 * floats, which JSON.parse does not do.
 */
import { BAD_ARGUMENT, LIMIT, LpcError } from '../../driver/vm/errors.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { Float, canonical, type Value } from '../../driver/vm/values.js'
import { MAX_JSON_DEPTH } from './limits.js'

export interface JsonLimits {
  readonly arraySize: number
  readonly mappingSize: number
}

/** Throws LpcError with the place of the fault. Time is linear in the text. */
export function fromJson(text: string, limits: JsonLimits): Value {
  const r = new Reader(text, limits)
  const v = r.value(0)
  r.end()
  return v
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y
const PLAIN = /[^"\\\0-\x1f]*/y
const ESCAPES: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
const INT_MAX = 9223372036854775807n

class Reader {
  private at = 0

  constructor(private readonly text: string, private readonly limits: JsonLimits) {}

  private fail(): never {
    const what = this.at >= this.text.length ? 'the text ends too early' : `unexpected '${String.fromCodePoint(this.text.codePointAt(this.at)!)}'`
    throw new LpcError(`json_decode(): ${what} at character ${this.at + 1}.`, { code: BAD_ARGUMENT })
  }

  end(): void {
    this.skip()
    if (this.at < this.text.length) this.fail()
  }

  /** Steps over white space; the next character's code, NaN at the end. */
  private skip(): number {
    for (;;) {
      const c = this.text.charCodeAt(this.at)
      if (c !== 32 && c !== 10 && c !== 13 && c !== 9) return c
      this.at++
    }
  }

  private take(c: string): void {
    this.skip()
    if (this.text[this.at] !== c) this.fail()
    this.at++
  }

  private took(c: string): boolean {
    this.skip()
    if (this.text[this.at] !== c) return false
    this.at++
    return true
  }

  value(depth: number): Value {
    this.skip()
    switch (this.text[this.at]) {
      case '"': return this.string()
      case '[': return this.array(depth)
      case '{': return this.object(depth)
      case 't': return this.word('true', 1)
      case 'f': return this.word('false', 0)
      case 'n': return this.word('null', undefined)
      default: return this.number()
    }
  }

  private word(word: string, v: Value): Value {
    if (!this.text.startsWith(word, this.at)) this.fail()
    this.at += word.length
    return v
  }

  private number(): Value {
    NUMBER.lastIndex = this.at
    const m = NUMBER.exec(this.text)
    if (!m) this.fail()
    this.at = NUMBER.lastIndex
    const t = m![0]
    if (m![1] !== undefined || m![2] !== undefined) return new Float(Number(t))
    if (t.length < 16) return Number(t) + 0
    const n = t.length <= 20 ? BigInt(t) : INT_MAX + 1n
    return n <= INT_MAX && n >= -INT_MAX - 1n ? canonical(n) : new Float(Number(t))
  }

  private string(): string {
    this.at++
    let out = ''
    for (;;) {
      PLAIN.lastIndex = this.at
      PLAIN.test(this.text)
      out += this.text.slice(this.at, PLAIN.lastIndex)
      this.at = PLAIN.lastIndex
      const c = this.text[this.at]
      if (c === '"') {
        this.at++
        return out
      }
      if (c !== '\\') this.fail()
      const e = this.text[++this.at]
      if (e === 'u') {
        const hex = this.text.slice(this.at + 1, this.at + 5)
        if (!/^[\da-fA-F]{4}$/.test(hex)) this.fail()
        out += String.fromCharCode(parseInt(hex, 16))
        this.at += 5
      } else {
        if (e === undefined || !(e in ESCAPES)) this.fail()
        out += ESCAPES[e]
        this.at++
      }
    }
  }

  private deeper(depth: number): void {
    if (depth >= MAX_JSON_DEPTH) throw new LpcError(`json_decode(): nested too deep (limit ${MAX_JSON_DEPTH}).`, { code: LIMIT })
  }

  private array(depth: number): Value[] {
    this.deeper(depth)
    this.at++
    const out: Value[] = []
    if (this.took(']')) return out
    do {
      if (out.length >= this.limits.arraySize) throw new LpcError(`json_decode(): array too large (limit ${this.limits.arraySize}).`, { code: LIMIT })
      out.push(this.value(depth + 1))
    } while (this.took(','))
    this.take(']')
    return out
  }

  private object(depth: number): Mapping {
    this.deeper(depth)
    this.at++
    const out = new Mapping()
    if (this.took('}')) return out
    do {
      this.skip()
      if (this.text[this.at] !== '"') this.fail()
      const key = this.string()
      this.take(':')
      out.set(key, this.value(depth + 1))
      if (out.size > this.limits.mappingSize) throw new LpcError(`json_decode(): object too large (limit ${this.limits.mappingSize}).`, { code: LIMIT })
    } while (this.took(','))
    this.take('}')
    return out
  }
}
