/**
 * Envelopes ↔ frames. The bytes are those of schema/frame.fbs: the writer knows the few shapes of
 * table that occur and fills in a prepared one (the general builder costs several times as much),
 * the reader reads what verify.ts has found. Not for: what a body holds, batches (batch.ts).
 */
import { malformed, Writer } from './bytes.js'
import { MAX_CHAIN, MAX_METHOD } from './limits.js'
import { newSlots, verifyEnvelope } from './verify.js'

/** Numbers are for ever. Below 16: about the session, never sequenced. From 16: sequenced, resent after a broken Link. */
export const Kind = {
  HELLO: 1, ACCEPT: 2, REJECT: 3, PING: 4, PONG: 5, CREDIT: 6, GOAWAY: 7, ACK: 8, RESUME: 9, RESUMED: 10, NEXT: 11,
  CALL: 16, RESULT: 17, ERROR: 18, CANCEL: 19, RELEASE: 20, DESTRUCT: 21,
  /** Reserved: streams 32–34, FRAG 48. */
} as const

/** Kinds whose whole content is the body. */
export type BodyKind = 1 | 2 | 3 | 7 | 9 | 10
/** Kinds whose whole content is a number, in the call id's place. */
export type NumberKind = 4 | 5 | 6 | 8 | 11 | 19

export interface BodyFrame {
  readonly kind: BodyKind
  readonly body: Uint8Array
}
/** PING/PONG: a token. ACK: sequenced frames received. NEXT: the number of the next sequenced frame. CANCEL: the call. CREDIT: reserved. */
export interface NumberFrame {
  readonly kind: NumberKind
  readonly call: number
}
export interface CallFrame {
  readonly kind: typeof Kind.CALL
  readonly call: number
  readonly target: number
  readonly incarnation: number
  /** Null when interned before. */
  readonly method: string | null
  /** 0 when not interned. */
  readonly methodId: number
  /** ms left when sent; 0 for a call that was withdrawn and must not run. */
  readonly deadline: number
  readonly chain: string
  readonly depth: number
  readonly body: Uint8Array
}
export interface AnswerFrame {
  readonly kind: typeof Kind.RESULT | typeof Kind.ERROR
  readonly call: number
  readonly body: Uint8Array
}
export interface ReleaseFrame {
  readonly kind: typeof Kind.RELEASE
  readonly refs: readonly number[]
}
export interface DestructFrame {
  readonly kind: typeof Kind.DESTRUCT
  readonly target: number
}
export type Frame = BodyFrame | NumberFrame | CallFrame | AnswerFrame | ReleaseFrame | DestructFrame

/** A kind of a later version. */
export interface UnknownFrame {
  readonly kind: 0
  readonly unknown: number
  readonly call: number
}

export const NO_BODY = new Uint8Array(0)

// Schema ids.
const KIND = 0, CALL_LO = 2, CALL_HI = 3, TARGET = 4, INCARNATION = 5, METHOD = 6, METHOD_ID = 7, DEADLINE = 8, CHAIN = 9, DEPTH = 10, REFS = 11, BODY = 12
const FIELD_SIZE = [1, 1, 4, 4, 4, 4, 4, 2, 4, 4, 1, 4, 4, 4]

/** A table of one shape: its bytes with every field zero, and where the fields are. */
interface Shape {
  readonly bytes: Uint8Array
  readonly at: readonly number[]
}

function shape(...ids: number[]): Shape {
  const entries = Math.max(...ids) + 1
  const vtableSize = 4 + entries * 2
  const table = 4 + vtableSize + (vtableSize & 2)
  const at = new Array<number>(14).fill(0)
  let end = table + 4
  for (const id of [...ids].sort((a, b) => FIELD_SIZE[b] - FIELD_SIZE[a])) {
    at[id] = end
    end += FIELD_SIZE[id]
  }
  const bytes = new Uint8Array((end + 3) & ~3)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, table, true)
  view.setUint16(4, vtableSize, true)
  view.setUint16(6, end - table, true)
  for (const id of ids) view.setUint16(8 + id * 2, at[id] - table, true)
  view.setInt32(table, table - 4, true)
  return { bytes, at }
}

const CALL_COMMON = [KIND, CALL_LO, CALL_HI, TARGET, INCARNATION, METHOD_ID, DEADLINE, DEPTH, BODY]
const CALL_SHAPES = [shape(...CALL_COMMON), shape(...CALL_COMMON, METHOD), shape(...CALL_COMMON, CHAIN), shape(...CALL_COMMON, METHOD, CHAIN)]
const ANSWER = shape(KIND, CALL_LO, CALL_HI, BODY)
const NUMBER = shape(KIND, CALL_LO, CALL_HI)
const JUST_BODY = shape(KIND, BODY)
const TARGETED = shape(KIND, TARGET)
const LISTED = shape(KIND, REFS)

/** A Writer of length-prefixed frames. A frame with a body is begun, its body written, and ended. */
export class FrameWriter extends Writer {
  private start = 0
  private bodyAt = 0

  /** Everything but the body. On a later throw, `abandon()` takes it back. */
  begin(f: Frame): void {
    this.start = this.pos
    switch (f.kind) {
      case Kind.CALL:
        return this.beginCall(f)
      case Kind.RESULT:
      case Kind.ERROR: {
        const s = this.table(ANSWER, f.kind)
        this.number(s, f.call)
        return this.body(ANSWER, s)
      }
      case Kind.RELEASE: {
        const s = this.table(LISTED, f.kind)
        this.vector(LISTED, s, REFS, f.refs.length)
        for (const r of f.refs) this.u32(r)
        return this.noBody()
      }
      case Kind.DESTRUCT: {
        const s = this.table(TARGETED, f.kind)
        this.setU32(s + TARGETED.at[TARGET], f.target)
        return this.noBody()
      }
      case Kind.PING:
      case Kind.PONG:
      case Kind.CREDIT:
      case Kind.ACK:
      case Kind.NEXT:
      case Kind.CANCEL:
        this.number(this.table(NUMBER, f.kind), f.call, NUMBER)
        return this.noBody()
      default:
        this.body(JUST_BODY, this.table(JUST_BODY, f.kind))
    }
  }

  end(): void {
    if (this.bodyAt > 0) this.setU32(this.bodyAt - 4, this.pos - this.bodyAt)
    this.setU32(this.start, this.pos - this.start - 4)
  }

  abandon(): void {
    this.pos = this.start
  }

  frame(f: Frame): void {
    this.begin(f)
    if ('body' in f) this.bytes(f.body)
    this.end()
  }

  private beginCall(f: CallFrame): void {
    const shape = CALL_SHAPES[(f.method === null ? 0 : 1) + (f.chain === '' ? 0 : 2)]
    const s = this.table(shape, f.kind)
    const { at } = shape
    this.number(s, f.call, shape)
    this.setU32(s + at[TARGET], f.target)
    this.setU32(s + at[INCARNATION], f.incarnation)
    this.setU32(s + at[DEADLINE], f.deadline)
    this.buf[s + at[METHOD_ID]] = f.methodId
    this.buf[s + at[METHOD_ID] + 1] = f.methodId >> 8
    this.buf[s + at[DEPTH]] = f.depth
    if (f.method !== null) {
      const n = Buffer.byteLength(f.method)
      if (n > MAX_METHOD) throw malformed('a function name that is too long')
      this.vector(shape, s, METHOD, n)
      this.utf8(f.method, n)
      this.u8(0)
    }
    if (f.chain !== '') {
      this.vector(shape, s, CHAIN, f.chain.length)
      if (f.chain.length > MAX_CHAIN || !this.shortAscii(f.chain)) throw malformed('a call-chain id that is none')
    }
    this.body(shape, s)
  }

  /** The length prefix and an empty table; returns where the envelope begins. */
  private table(shape: Shape, kind: number): number {
    const { bytes, at } = shape
    const s = this.pos + 4
    this.need(bytes.length + 4)
    this.buf.set(bytes, s)
    this.buf[s + at[KIND]] = kind
    this.pos = s + bytes.length
    return s
  }

  private number(s: number, n: number, shape: Shape = ANSWER): void {
    this.setU32(s + shape.at[CALL_LO], n >>> 0)
    this.setU32(s + shape.at[CALL_HI], Math.floor(n / 4294967296))
  }

  /** Aligns, points the field here, and writes the length. */
  private vector(shape: Shape, s: number, id: number, length: number): void {
    const pad = -(this.pos - s) & 3
    this.need(pad + 4)
    for (let i = 0; i < pad; i++) this.buf[this.pos++] = 0
    const field = s + shape.at[id]
    this.setU32(field, this.pos - field)
    this.setU32(this.pos, length)
    this.pos += 4
  }

  private body(shape: Shape, s: number): void {
    this.vector(shape, s, BODY, 0)
    this.bodyAt = this.pos
  }

  private noBody(): void {
    this.bodyAt = 0
  }
}

/** One envelope without a length prefix: for handshakes and tests. */
export function encodeFrame(f: Frame): Uint8Array {
  const w = new FrameWriter(1 << 23, 256)
  w.frame(f)
  return new Uint8Array(w.buf.subarray(4, w.pos))
}

const slots = newSlots()

/**
 * Verifies and reads one envelope. The body is a view of `b`. Throws MeshError MALFORMED.
 * What to do with an unknown kind the session decides.
 */
export function decodeFrame(b: Buffer, start = 0, end = b.length): Frame | UnknownFrame {
  const wrong = verifyEnvelope(b, start, end, slots)
  if (wrong !== null) throw malformed(wrong)
  const kind = byte(b, KIND)
  switch (kind) {
    case Kind.CALL:
      return {
        kind,
        call: callId(b),
        target: word(b, TARGET),
        incarnation: word(b, INCARNATION),
        method: method(b),
        methodId: slots.at[METHOD_ID] < 0 ? 0 : b[slots.at[METHOD_ID]] | (b[slots.at[METHOD_ID] + 1] << 8),
        deadline: word(b, DEADLINE),
        chain: chain(b),
        depth: byte(b, DEPTH),
        body: body(b),
      }
    case Kind.RESULT:
    case Kind.ERROR:
      return { kind, call: callId(b), body: body(b) }
    case Kind.PING:
    case Kind.PONG:
    case Kind.CREDIT:
    case Kind.ACK:
    case Kind.NEXT:
    case Kind.CANCEL:
      return { kind, call: callId(b) }
    case Kind.RELEASE:
      return { kind, refs: refs(b) }
    case Kind.DESTRUCT:
      return { kind, target: word(b, TARGET) }
    case Kind.HELLO:
    case Kind.ACCEPT:
    case Kind.REJECT:
    case Kind.GOAWAY:
    case Kind.RESUME:
    case Kind.RESUMED:
      return { kind, body: body(b) }
    default:
      return { kind: 0, unknown: kind, call: callId(b) }
  }
}

/**
 * Sets the deadline of the CALL that is frame number `index` (from 0) of a batch to 0, which tells
 * the callee not to run it. For a call that was given up before it was sent.
 */
export function withdrawCall(b: Buffer, index: number): void {
  let p = 0
  for (; index > 0; index--) p += 4 + b.readUInt32LE(p)
  const end = p + 4 + b.readUInt32LE(p)
  if (verifyEnvelope(b, p + 4, end, slots) === null && slots.at[DEADLINE] >= 0) b.fill(0, slots.at[DEADLINE], slots.at[DEADLINE] + 4)
}

/** Calls `each` for every length-prefixed frame of a batch. Throws MeshError MALFORMED. */
export function eachFrame(b: Buffer, each: (f: Frame | UnknownFrame) => void): void {
  let p = 0
  while (p < b.length) {
    if (b.length - p < 4) throw malformed('a batch cut short')
    const n = b.readUInt32LE(p)
    p += 4
    if (n > b.length - p) throw malformed('a frame longer than its batch')
    each(decodeFrame(b, p, p + n))
    p += n
  }
}

function byte(b: Buffer, id: number): number {
  const at = slots.at[id]
  return at < 0 ? 0 : b[at]
}

function word(b: Buffer, id: number): number {
  const at = slots.at[id]
  return at < 0 ? 0 : (b[at] | (b[at + 1] << 8) | (b[at + 2] << 16) | (b[at + 3] << 24)) >>> 0
}

function callId(b: Buffer): number {
  const high = word(b, CALL_HI)
  if (high > 0x1fffff) throw malformed('a call id beyond 2^53')
  return high * 4294967296 + word(b, CALL_LO)
}

function method(b: Buffer): string | null {
  const at = slots.at[METHOD]
  if (at < 0) return null
  const n = slots.length[METHOD]
  if (n === 0 || n > MAX_METHOD) throw malformed('a function name of impossible length')
  const name = b.toString('latin1', at, at + n)
  if (!NAME.test(name)) throw malformed('a function name that is none')
  return name
}
/** LPC identifiers, and the dotted names of the control plane. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.]*$/

function chain(b: Buffer): string {
  const at = slots.at[CHAIN]
  if (at < 0) return ''
  const n = slots.length[CHAIN]
  if (n > MAX_CHAIN) throw malformed('a call-chain id that is too long')
  for (let i = at; i < at + n; i++) if (b[i] < 0x21 || b[i] > 0x7e) throw malformed('a call-chain id that is none')
  return b.toString('latin1', at, at + n)
}

function refs(b: Buffer): number[] {
  const at = slots.at[REFS]
  const list: number[] = []
  for (let i = 0; at >= 0 && i < slots.length[REFS]; i++) list.push(b.readUInt32LE(at + i * 4))
  return list
}

function body(b: Buffer): Uint8Array {
  const at = slots.at[BODY]
  return at < 0 ? NO_BODY : b.subarray(at, at + slots.length[BODY])
}
