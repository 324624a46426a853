/**
 * Reads a command line piece by piece: addresses, names, delimited patterns.
 * Not for: what the commands do (commands.ts).
 */
import type { Buffer } from './buffer.js'
import { EdFault, type Charge } from './fault.js'
import { Pattern } from './pattern.js'

/** What an address may refer to beyond the buffer. */
export interface Context {
  readonly buffer: Buffer
  readonly charge: Charge
  /** The last pattern used; an empty one means it again. */
  pattern: Pattern | null
}

export class Scanner {
  at = 0

  constructor(readonly text: string) {}

  get done(): boolean {
    return this.at >= this.text.length
  }

  peek(): string {
    return this.text[this.at] ?? ''
  }

  take(): string {
    return this.text[this.at++] ?? ''
  }

  /** Takes `c` when it comes next. */
  accept(c: string): boolean {
    if (this.peek() !== c) return false
    this.at++
    return true
  }

  blanks(): void {
    while (this.peek() === ' ' || this.peek() === '\t') this.at++
  }

  rest(): string {
    const rest = this.text.slice(this.at)
    this.at = this.text.length
    return rest
  }

  number(): number | null {
    const m = /^\d+/.exec(this.text.slice(this.at, this.at + 10))
    if (!m) return null
    this.at += m[0].length
    return Number(m[0])
  }

  /** Text up to `delimiter`, which is taken too; `\delimiter` stands for itself. The end may lack it. */
  delimited(delimiter: string): string {
    let out = ''
    while (!this.done) {
      const c = this.take()
      if (c === delimiter) return out
      if (c === '\\' && this.peek() === delimiter) out += this.take()
      else if (c === '\\') out += c + this.take()
      else out += c
    }
    return out
  }
}

/** The pattern that follows, ended by `delimiter`; an empty one is the last one used. */
export function takePattern(s: Scanner, context: Context, delimiter: string): Pattern {
  const source = s.delimited(delimiter)
  if (source !== '') context.pattern = Pattern.compile(source)
  if (!context.pattern) throw new EdFault('No pattern yet.')
  return context.pattern
}

/** The line after (or before) the current one that matches, round the end. */
function search(context: Context, pattern: Pattern, forward: boolean): number {
  const { buffer, charge } = context
  const n = buffer.last
  for (let i = 1; i <= n; i++) {
    const at = forward ? ((buffer.current + i - 1) % n) + 1 : ((((buffer.current - i - 1) % n) + n) % n) + 1
    if (pattern.exec(buffer.text(at), 0, charge)) return at
  }
  throw new EdFault('Not found.')
}

/** One address, or null when there is none. May be 0 or beyond the end: range() checks. */
export function takeAddress(s: Scanner, context: Context): number | null {
  const { buffer } = context
  s.blanks()
  let at = primary(s, context)
  for (;;) {
    s.blanks()
    const c = s.peek()
    if (c !== '+' && c !== '-' && !(at !== null && /\d/.test(c))) return at
    const sign = c === '-' ? -1 : 1
    if (c === '+' || c === '-') s.at++
    at = (at ?? buffer.current) + sign * (s.number() ?? 1)
  }
}

function primary(s: Scanner, context: Context): number | null {
  const { buffer } = context
  const c = s.peek()
  if (/\d/.test(c)) return s.number()
  switch (c) {
    case '.':
      s.at++
      return buffer.current
    case '$':
      s.at++
      return buffer.last
    case "'": {
      s.at++
      const name = s.take()
      if (!/[a-z]/.test(name)) throw new EdFault('A mark is a letter a to z.')
      return buffer.marked(name)
    }
    case '/':
    case '?':
      s.at++
      return search(context, takePattern(s, context, c), c === '/')
  }
  return null
}

export interface Addresses {
  /** How many were given: 0, 1 or 2 (of more, the last two count). */
  readonly count: number
  readonly from: number
  readonly to: number
}

/** All addresses in front of a command. `,` and `%` alone are the whole text, `;` the rest of it. */
export function takeAddresses(s: Scanner, context: Context): Addresses {
  const { buffer } = context
  s.blanks()
  if (s.accept('%')) return check(buffer, { count: 2, from: Math.min(1, buffer.last), to: buffer.last })
  let found: Addresses = { count: 0, from: buffer.current, to: buffer.current }
  let address = takeAddress(s, context)
  if (address !== null) found = { count: 1, from: address, to: address }
  for (;;) {
    const separator = s.peek()
    if (separator !== ',' && separator !== ';') return check(buffer, found)
    s.at++
    const from = found.count > 0 ? found.to : separator === ',' ? Math.min(1, buffer.last) : buffer.current
    if (separator === ';') buffer.current = check(buffer, { count: 1, from, to: from }).from
    address = takeAddress(s, context)
    found = { count: 2, from, to: address ?? (found.count > 0 ? from : buffer.last) }
  }
}

function check(buffer: Buffer, a: Addresses): Addresses {
  if (a.count > 0 && (a.from < 0 || a.to > buffer.last || a.to < 0 || a.from > buffer.last)) throw new EdFault('There is no such line.')
  if (a.from > a.to) throw new EdFault('The first line comes after the second.')
  return a
}
