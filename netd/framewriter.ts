/**
 * Frames as the bytes of schema/frame.fbs: the few shapes of table that occur are prepared and filled
 * in (the general builder costs several times as much). Not for: reading them (frame.ts), what a body holds.
 */
import { malformed, Writer } from './bytes.js'
import { Kind, Piece, type CallFrame, type Frame } from './frame.js'
import { MAX_CHAIN, MAX_METHOD, MAX_TRACE_CONTEXT } from './limits.js'
import { BODY, CALL_HI, CALL_LO, CHAIN, DEADLINE, DEPTH, FLAGS, INCARNATION, KIND, METHOD, METHOD_ID, newSlots, REFS, TARGET, TRACE, verifyEnvelope } from './verify.js'

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

const CALL_COMMON = [KIND, FLAGS, CALL_LO, CALL_HI, TARGET, INCARNATION, METHOD_ID, DEADLINE, DEPTH, BODY]
/** With a method, a chain, a tracing context: by the bits of the index. */
const CALL_SHAPES = Array.from({ length: 8 }, (_, bits) => shape(...CALL_COMMON, ...[METHOD, CHAIN, TRACE].filter((_id, bit) => (bits >> bit) & 1)))
const ANSWER = shape(KIND, CALL_LO, CALL_HI, BODY)
const NUMBER = shape(KIND, CALL_LO, CALL_HI)
const JUST_BODY = shape(KIND, BODY)
const TARGETED = shape(KIND, TARGET)
const LISTED = shape(KIND, REFS)
const ITEMS = shape(KIND, TARGET, BODY)
const TAKEN = shape(KIND, TARGET, CALL_LO, CALL_HI)
const FRAGMENT = shape(KIND, FLAGS, CALL_LO, CALL_HI, TARGET, BODY)

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
      case Kind.ITEM:
      case Kind.ITEMS_END: {
        const s = this.table(ITEMS, f.kind)
        this.setU32(s + ITEMS.at[TARGET], f.target)
        return this.body(ITEMS, s)
      }
      case Kind.ITEMS_TAKEN: {
        const s = this.table(TAKEN, f.kind)
        this.setU32(s + TAKEN.at[TARGET], f.target)
        this.number(s, f.call, TAKEN)
        return this.noBody()
      }
      case Kind.FRAG: {
        const s = this.table(FRAGMENT, f.kind)
        this.buf[s + FRAGMENT.at[FLAGS]] = f.flags
        this.number(s, f.call, FRAGMENT)
        this.setU32(s + FRAGMENT.at[TARGET], f.total)
        return this.body(FRAGMENT, s)
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

  /** Returns the frame's length. */
  end(): number {
    if (this.bodyAt > 0) this.setU32(this.bodyAt - 4, this.pos - this.bodyAt)
    const n = this.pos - this.start - 4
    this.setU32(this.start, n)
    return n
  }

  abandon(): void {
    this.pos = this.start
  }

  /** Takes the last frame back, without its length prefix, to be sent in another way. */
  takeBack(): Buffer {
    const frame = Buffer.from(this.buf.subarray(this.start + 4, this.pos))
    this.pos = this.start
    return frame
  }

  frame(f: Frame): void {
    this.begin(f)
    if ('body' in f) this.bytes(f.body)
    this.end()
  }

  private beginCall(f: CallFrame): void {
    const shape = CALL_SHAPES[(f.method === null ? 0 : 1) + (f.chain === '' ? 0 : 2) + (f.trace === '' ? 0 : 4)]
    const s = this.table(shape, f.kind)
    const { at } = shape
    this.number(s, f.call, shape)
    this.buf[s + at[FLAGS]] = f.flags
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
    if (f.chain !== '') this.ascii(shape, s, CHAIN, f.chain, MAX_CHAIN)
    if (f.trace !== '') this.ascii(shape, s, TRACE, f.trace, MAX_TRACE_CONTEXT)
    this.body(shape, s)
  }

  private ascii(shape: Shape, s: number, id: number, text: string, max: number): void {
    this.vector(shape, s, id, text.length)
    if (text.length > max || !this.shortAscii(text)) throw malformed('an id that is none')
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
 * Frame number `index` (from 0) of a batch, which no Link has been given, must not take effect: the
 * deadline of a CALL becomes 0, which tells the callee not to run it; the last piece of one becomes an ABORT.
 */
export function withdrawFrame(b: Buffer, index: number): void {
  let p = 0
  for (; index > 0; index--) p += 4 + b.readUInt32LE(p)
  const end = p + 4 + b.readUInt32LE(p)
  if (verifyEnvelope(b, p + 4, end, slots) !== null) return
  if (b[slots.at[KIND]] === Kind.CALL) b.fill(0, slots.at[DEADLINE], slots.at[DEADLINE] + 4)
  else if (b[slots.at[KIND]] === Kind.FRAG) b[slots.at[FLAGS]] = Piece.ABORT
}

/** The CALL in `b` (without its length prefix) teaches no number for its method: it may be overtaken by one that uses it. */
export function unteach(b: Buffer): void {
  if (verifyEnvelope(b, 0, b.length, slots) === null && slots.at[METHOD] >= 0) b.fill(0, slots.at[METHOD_ID], slots.at[METHOD_ID] + 2)
}
