/**
 * Bytes from a keyboard into lines. CR LF, CR NUL, LF and CR alone end a line; the answer does
 * not depend on how the bytes were cut into chunks. Knows the line editing of clients that send
 * each key. Not for: telnet commands (telnet/reader), pacing (pace).
 */
import type { NetLimits } from './limits.js'
import { clean, decode } from './text.js'

export interface LineSink {
  line(text: string): void
  /** A line was over the limit and is dropped; told once a line, when the limit is passed. */
  tooLong(): void
  /** No line end for runawayBytes: not a human. */
  runaway(): void
  /** Ctrl-C arrived as a byte. */
  interrupt(): void
}

/** A line between two assemblers. */
export interface Unfinished {
  readonly bytes: Buffer
  /** Bytes so far, those of a line too long included. */
  readonly seen: number
  readonly afterCr: boolean
}

const ETX = 3
const BACKSPACE = 8
const LF = 10
const CR = 13
const DELETE = 127
const FIRST_SIZE = 128

export class LineAssembler {
  #buffer = Buffer.allocUnsafe(0)
  #length = 0
  #afterCr = false
  /** Bytes of this line so far, kept or not. */
  #seen = 0

  /** @param textOf makes text of the bytes of a line */
  constructor(private readonly sink: LineSink, private readonly limits: NetLimits, private readonly textOf = decode) {}

  byte(byte: number): void {
    if (this.#afterCr) {
      this.#afterCr = false
      if (byte === LF || byte === 0) return
    }
    switch (byte) {
      case CR:
        this.#afterCr = true
        return this.#end()
      case LF:
        return this.#end()
      case BACKSPACE:
      case DELETE:
        return this.eraseCharacter()
      case ETX:
        return this.sink.interrupt()
      case 0:
        return
    }
    this.#seen++
    if (this.#length < this.limits.lineBytes) {
      if (this.#length === this.#buffer.length) this.#grow()
      this.#buffer[this.#length++] = byte
    } else if (this.#seen === this.limits.lineBytes + 1) this.sink.tooLong()
    else if (this.#seen === this.limits.runawayBytes) this.sink.runaway()
  }

  /** Backspace, or telnet's EC: one character, not one byte. */
  eraseCharacter(): void {
    if (this.#seen > this.#length || this.#length === 0) return
    do this.#length--
    while (this.#length > 0 && (this.#buffer[this.#length] & 0xc0) === 0x80)
    this.#seen = this.#length
  }

  /** Telnet's EL. */
  eraseLine(): void {
    this.#length = 0
    this.#seen = 0
  }

  /** The unfinished line, for another assembler's `resume`. */
  take(): Unfinished {
    const bytes = Buffer.from(this.#buffer.subarray(0, this.#length))
    const seen = this.#seen
    this.eraseLine()
    return { bytes, seen, afterCr: this.#afterCr }
  }

  resume({ bytes, seen, afterCr }: Unfinished): void {
    for (const byte of bytes) this.byte(byte)
    this.#seen = seen
    this.#afterCr = afterCr
  }

  #end(): void {
    const whole = this.#seen <= this.limits.lineBytes
    const bytes = this.#buffer.subarray(0, this.#length)
    this.#length = 0
    this.#seen = 0
    const text = whole ? clean(this.textOf(bytes)) : ''
    if (this.#buffer.length > FIRST_SIZE) this.#buffer = Buffer.allocUnsafe(0)
    if (whole) this.sink.line(text)
  }

  #grow(): void {
    const grown = Buffer.allocUnsafe(Math.min(this.limits.lineBytes, Math.max(FIRST_SIZE, this.#buffer.length * 2)))
    this.#buffer.copy(grown, 0, 0, this.#length)
    this.#buffer = grown
  }
}
