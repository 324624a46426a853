/**
 * The kinds of frame, and reading them from envelopes (schema/frame.fbs) that verify.ts has checked.
 * Not for: writing them (framewriter.ts), what a body holds, batches (batch.ts).
 */
import { malformed } from './bytes.js'
import { MAX_CHAIN, MAX_METHOD, MAX_TRACE_CONTEXT } from './limits.js'
import { BODY, CALL_HI, CALL_LO, CHAIN, DEADLINE, DEPTH, FLAGS, INCARNATION, KIND, METHOD, METHOD_ID, newSlots, REFS, TARGET, TRACE, verifyEnvelope } from './verify.js'

/** Numbers are for ever. Below 16: about the session, never sequenced. From 16: sequenced, resent after a broken Link. */
export const Kind = {
  HELLO: 1, ACCEPT: 2, REJECT: 3, PING: 4, PONG: 5, CREDIT: 6, GOAWAY: 7, ACK: 8, RESUME: 9, RESUMED: 10, NEXT: 11,
  CALL: 16, RESULT: 17, ERROR: 18, CANCEL: 19, RELEASE: 20, DESTRUCT: 21,
  ITEM: 32, ITEMS_END: 33, ITEMS_TAKEN: 34,
  FRAG: 48,
} as const

/** Kinds whose whole content is the body. */
export type BodyKind = 1 | 2 | 3 | 7 | 9 | 10
/** Kinds whose whole content is a number, in the call id's place. */
export type NumberKind = 4 | 5 | 6 | 8 | 11 | 19

export interface BodyFrame {
  readonly kind: BodyKind
  readonly body: Uint8Array
}
/** PING/PONG: a token. ACK: sequenced frames received. NEXT: the number of the next sequenced frame. CANCEL: the call. CREDIT: bytes of pieces taken since the session began. */
export interface NumberFrame {
  readonly kind: NumberKind
  readonly call: number
}
/** Bits of a CALL's flags. */
export const CallFlag = {
  /** `target` counts back to an earlier call of the same side: its result is the object to be called. */
  ON_RESULT: 1,
  /** Its result is wanted only as the target of the next call: the answer does not carry it. */
  KEEP: 2,
} as const

export interface CallFrame {
  readonly kind: typeof Kind.CALL
  readonly flags: number
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
  /** Tracing context (W3C traceparent), '' for none. */
  readonly trace: string
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
/** ITEM: arguments for the receiver's function `target`. ITEMS_END: either side ends that stream; the body is a failure. */
export interface ItemFrame {
  readonly kind: typeof Kind.ITEM | typeof Kind.ITEMS_END
  readonly target: number
  readonly body: Uint8Array
}
/** The function `target` has taken so many items since its stream began. */
export interface TakenFrame {
  readonly kind: typeof Kind.ITEMS_TAKEN
  readonly target: number
  readonly call: number
}
/** What a piece says of its frame. */
export const Piece = { MORE: 0, LAST: 1, ABORT: 2 } as const

/** A piece of a frame that is too long to leave at once. */
export interface FragFrame {
  readonly kind: typeof Kind.FRAG
  readonly flags: number
  /** Numbers the frame that is sent in pieces. */
  readonly call: number
  /** Bytes of that frame. */
  readonly total: number
  readonly body: Uint8Array
}
export type Frame = ItemFrame | TakenFrame | FragFrame | BodyFrame | NumberFrame | CallFrame | AnswerFrame | ReleaseFrame | DestructFrame

/** A kind of a later version. */
export interface UnknownFrame {
  readonly kind: 0
  readonly unknown: number
  readonly call: number
}

export const NO_BODY = new Uint8Array(0)

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
        flags: byte(b, FLAGS),
        call: callId(b),
        target: word(b, TARGET),
        incarnation: word(b, INCARNATION),
        method: method(b),
        methodId: slots.at[METHOD_ID] < 0 ? 0 : b[slots.at[METHOD_ID]] | (b[slots.at[METHOD_ID] + 1] << 8),
        deadline: word(b, DEADLINE),
        chain: ascii(b, CHAIN, MAX_CHAIN),
        depth: byte(b, DEPTH),
        trace: ascii(b, TRACE, MAX_TRACE_CONTEXT),
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
    case Kind.ITEM:
    case Kind.ITEMS_END:
      return { kind, target: word(b, TARGET), body: body(b) }
    case Kind.ITEMS_TAKEN:
      return { kind, target: word(b, TARGET), call: callId(b) }
    case Kind.FRAG:
      return { kind, flags: byte(b, FLAGS), call: callId(b), total: word(b, TARGET), body: body(b) }
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

/** A call-chain id or a tracing context. */
function ascii(b: Buffer, id: number, max: number): string {
  const at = slots.at[id]
  if (at < 0) return ''
  const n = slots.length[id]
  if (n > max) throw malformed('an id that is too long')
  for (let i = at; i < at + n; i++) if (b[i] < 0x21 || b[i] > 0x7e) throw malformed('an id that is none')
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
