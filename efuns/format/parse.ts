/**
 * Format strings of sprintf(), parsed once and kept: most programs use the same few again and
 * again. Faults become items of their own, so that they are reported where they are reached.
 */
import { displayWidth } from '../strings/width.js'
import type { Justify, Pad } from './pad.js'
import { PLAIN_FIELD, plainFormat, type PlainFormat } from './plain.js'

export type Type = 'O' | 's' | 'd' | 'f' | 'g' | 'c' | 'o' | 'x' | 'X'
type NumberFor = 'field' | 'precision' | 'both'

/** A number of a conversion that has a `*`: `value` is null where an argument gives it. */
export interface Size {
  readonly sets: NumberFor
  readonly value: number | null
}

export interface Spec {
  readonly type: Type
  /** 0 when not given; so for precision. */
  readonly field: number
  readonly precision: number
  /** From the first `*` on, in order: a later number for the same size counts. */
  readonly stars: readonly Size[]
  readonly pad: Pad | null
  readonly how: Justify
  readonly column: boolean
  readonly table: boolean
  readonly array: boolean
  /** Both of `+` and a blank are as good as none. */
  readonly plus: '' | '+' | ' '
  /** Something follows it on the same line of the format; and it is the format's end. */
  readonly followed: boolean
  readonly last: boolean
  /** `%s` or `%d` with at most a width, to be filled with blanks on one side. */
  readonly plain: boolean
}

/** Text without newlines, '\n', a conversion, or what is wrong with the format from here on. */
export type Item = string | Spec | { readonly fault: string }

/** Formats kept, and the length up to which they are worth it. */
const CACHED = 1000
export const CACHED_LENGTH = 500
/** Numbers in a format beyond this are the same as this: too large. */
const MAX_NUMBER = 1e12
const TYPES = 'OsdifgcoxX'

export interface Format {
  readonly items: readonly Item[]
  /** The same laid out for the fast way; null when it is not for that. */
  readonly plain: PlainFormat | null
}

const cache = new Map<string, Format>()

/** The format seen last: a literal in a loop is found without a look into the cache. */
let lastText: string | null = null
let last: Format = { items: [], plain: null }

export function parseFormat(format: string): Format {
  if (format === lastText) return last
  last = cache.get(format) ?? parse(format)
  lastText = format
  return last
}

function parse(format: string): Format {
  const items = new Parser(format).run()
  const made: Format = { items, plain: plainFormat(items) }
  if (format.length <= CACHED_LENGTH) {
    if (cache.size >= CACHED) cache.delete(cache.keys().next().value!)
    cache.set(format, made)
  }
  return made
}

class Fault {
  constructor(readonly fault: string) {}
}

class Parser {
  private pos = 0

  constructor(private readonly f: string) {}

  run(): Item[] {
    const items: Item[] = []
    const special = /[%\n]/g
    while (this.pos < this.f.length) {
      special.lastIndex = this.pos
      const next = special.exec(this.f)?.index ?? this.f.length
      if (next > this.pos) items.push(this.f.slice(this.pos, next))
      this.pos = next + 1
      if (this.f[next] === '\n') items.push('\n')
      else if (this.f[next] === '%') {
        if (this.f[this.pos] === '%') {
          this.pos++
          items.push('%')
          continue
        }
        const spec = this.spec()
        items.push(spec)
        if (spec instanceof Fault) break
      }
    }
    return items
  }

  private spec(): Spec | Fault {
    const f = this.f
    const s = { field: 0, precision: 0, pad: null as Pad | null, column: false, table: false, array: false }
    const stars: Size[] = []
    let left = false
    let centre = false
    let plus = false
    let blank = false
    let next: NumberFor = 'field'
    for (;;) {
      const c = f[this.pos++]
      if (c === undefined) return new Fault('Error in format string.')
      if (c === '*') {
        stars.push({ sets: next, value: null })
        next = 'field'
      } else if (c === '0' && next !== 'precision' && /[1-9*]/.test(f[this.pos] ?? '')) s.pad = { text: '0', width: 1 }
      else if (c >= '0' && c <= '9') {
        const n = this.digits(c)
        if (next !== 'precision') s.field = n
        if (next !== 'field') s.precision = n
        if (stars.length > 0) stars.push({ sets: next, value: n })
        next = 'field'
      } else if (TYPES.includes(c)) {
        if (next !== 'field') return new Fault('Expected precision not found.')
        const after = f[this.pos]
        const plain = (c === 's' || c === 'd' || c === 'i') && s.field <= PLAIN_FIELD && s.precision === 0 && stars.length === 0 && !s.pad && !s.column && !s.table && !s.array && !plus && !blank && !centre
        return {
          ...s, stars, plain, plus: plus === blank ? '' : plus ? '+' : ' ', type: (c === 'i' ? 'd' : c) as Type, how: centre ? (left ? 'centreLeft' : 'centre') : left ? 'left' : 'right',
          followed: after !== undefined && after !== '\n', last: after === undefined,
        }
      } else {
        switch (c) {
          case ' ': blank = true; break
          case '+': plus = true; break
          case '-': left = true; break
          case '|': centre = true; break
          case '@': s.array = true; break
          case '=': s.column = true; break
          case '#': s.table = true; break
          case '.': next = 'precision'; break
          case ':': next = 'both'; break
          case '\'': {
            const pad = this.padString()
            if (pad instanceof Fault) return pad
            s.pad = pad
            break
          }
          default: return new Fault('Error in format string.')
        }
      }
    }
  }

  private digits(first: string): number {
    let n = Number(first)
    for (let c = this.f[this.pos]; c >= '0' && c <= '9'; c = this.f[++this.pos]) n = Math.min(n * 10 + Number(c), MAX_NUMBER)
    return n
  }

  private padString(): Pad | Fault {
    let text = ''
    for (;;) {
      const c = this.f[this.pos++]
      if (c === undefined) return new Fault('Unexpected end of format string.')
      if (c === '\'') break
      if (c !== '\\') {
        text += c
        continue
      }
      const e = this.f[this.pos++]
      if (e === undefined) return new Fault('Unexpected end of format string.')
      if (e !== '\'' && e !== '\\') return new Fault('padding string \'\\\' must be followed by another \'\\\' or single quote')
      text += e
    }
    const width = displayWidth(text)
    return width === 0 ? new Fault('Null pad string specified.') : { text, width }
  }
}
