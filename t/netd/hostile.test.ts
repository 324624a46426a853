/**
 * A peer that has a good ticket and knows the keys, and then misbehaves. It speaks in bare frames.
 */
import t from 'tap'
import type { RemoteFailure } from '../../driver/vm/object.js'
import { RecordLink } from '../../netd/batch.js'
import { systemClock } from '../../netd/clock.js'
import { encodeValue } from '../../netd/codec.js'
import { readFailure } from '../../netd/failure.js'
import { eachFrame, Kind, NO_BODY, Piece, type CallFrame, type Frame, type UnknownFrame } from '../../netd/frame.js'
import { encodeFrame, FrameWriter } from '../../netd/framewriter.js'
import { startHello } from '../../netd/handshake.js'
import { MAX_INTERNED, MAX_SESSIONS, MAX_FRAME, MAX_TRANSFERS, MIN_PIECE } from '../../netd/limits.js'
import { ask } from '../../netd/opening.js'
import { Opener, Sealer } from '../../netd/seal.js'
import { createAcceptor, type Callee } from '../../netd/session.js'
import { dialTcp, listenTcp, socketLink } from '../../netd/tcp.js'
import { memoryJtiStore } from '../../netd/ticket.js'
import { callee, callerKeys, core, ticket, workerKeys } from './support.js'

interface Rogue {
  send(...frames: Frame[]): void
  raw(plain: Uint8Array): void
  readonly got: Array<Frame | UnknownFrame>
  /** Until a frame of that kind has come. */
  wait(kind: number): Promise<Frame | UnknownFrame>
  readonly lost: Promise<RemoteFailure>
  readonly closed: Promise<void>
}

async function rogue(t: { teardown(fn: () => void): void }, bootstrap: Callee, inFlight = 1024): Promise<Rogue> {
  let tell: (f: RemoteFailure) => void
  const lost = new Promise<RemoteFailure>((resolve) => (tell = resolve))
  const acceptor = createAcceptor({ workerKeys, corePublicKey: core.publicKey, worker: 'w1', incarnation: 3, bootEpoch: 'boot-1', jtiStore: memoryJtiStore(), bootstrap, onSession: (s) => s.onLost(tell) })
  const listener = await listenTcp('127.0.0.1', (socket) => acceptor.accept(socketLink(socket)))
  t.teardown(() => (listener.close(), acceptor.close()))
  const bytes = ticket({ limits: { inFlight, lease: 3000 } })
  const hello = startHello(callerKeys, workerKeys.publicKey, bytes, { lease: 3000, inFlight: 10, resumable: false })
  const got: Array<Frame | UnknownFrame> = []
  let arrived = () => {}
  let over!: () => void
  const closed = new Promise<void>((resolve) => (over = resolve))
  const { records, sealer } = await ask(await dialTcp('127.0.0.1', listener.port), systemClock, Kind.HELLO, hello.body, Kind.ACCEPT, (records: RecordLink, accept) => {
    const e = hello.finish(accept)
    const opener = new Opener(e.receiveKey)
    records.handlers = {
      record(b) {
        eachFrame(opener.open(b)!, (f) => got.push('body' in f ? { ...f, body: Buffer.from(f.body) } : f))
        arrived()
      },
      closed: () => over(),
    }
    records.opened()
    return { records, sealer: new Sealer(e.sendKey) }
  })
  return {
    got, lost, closed,
    raw: (plain) => records.send(sealer.seal(plain, NO_BODY)),
    send(...frames) {
      const w = new FrameWriter(1 << 24, 1024)
      for (const f of frames) w.frame(f)
      records.send(sealer.seal(w.take(), NO_BODY))
    },
    async wait(kind) {
      for (;;) {
        const found = got.find((f) => f.kind === kind)
        if (found !== undefined) return found
        await new Promise<void>((resolve) => (arrived = resolve))
      }
    },
  }
}

let ids = 1
const callFrame = (change: Partial<CallFrame> = {}): CallFrame => ({ kind: Kind.CALL, flags: 0, call: ids++, target: 0, incarnation: 0, method: 'f', methodId: 0, deadline: 5000, chain: '', depth: 0, trace: '', body: encodeValue([]), ...change })
const failureOf = (f: Frame | UnknownFrame) => readFailure((f as { body: Uint8Array }).body)

t.test('what ends the session, with PROTOCOL', async (t) => {
  const cases: Record<string, (r: Rogue) => void> = {
    'an unknown control frame': (r) => r.raw(Buffer.from(new Uint8Array(withKind(15)))),
    'a HELLO in the middle': (r) => r.send({ kind: Kind.HELLO, body: NO_BODY }),
    'an answer to no call': (r) => r.send({ kind: Kind.RESULT, call: 77, body: encodeValue(1) }),
    'a failure of no call': (r) => r.send({ kind: Kind.ERROR, call: 77, body: NO_BODY }),
    'an acknowledgement of what was never sent': (r) => r.send({ kind: Kind.ACK, call: 1000 }),
    'a gap in the stream': (r) => r.send({ kind: Kind.NEXT, call: 500 }),
    'a release of what it does not hold': (r) => r.send({ kind: Kind.RELEASE, refs: [5, 1] }),
    'a function name that was never told': (r) => r.send(callFrame({ method: null, methodId: 9 })),
    'a function name told twice': (r) => r.send(callFrame({ methodId: 3 }), callFrame({ methodId: 3 })),
    'more function names than there may be': (r) => r.send(callFrame({ methodId: MAX_INTERNED + 1 })),
    'two calls of one number': (r) => r.send(callFrame({ call: 5 }), callFrame({ call: 5 })),
    'credit for what was never sent': (r) => r.send({ kind: Kind.CREDIT, call: 5 }),
    'a piece longer than its frame': (r) => r.send({ kind: Kind.FRAG, flags: Piece.LAST, call: 1, total: 10, body: Buffer.alloc(11) }),
    'a last piece too early': (r) => r.send({ kind: Kind.FRAG, flags: Piece.LAST, call: 1, total: 10, body: Buffer.alloc(9) }),
    'pieces of an impossible frame': (r) => r.send({ kind: Kind.FRAG, flags: Piece.MORE, call: 1, total: MAX_FRAME + 1, body: Buffer.alloc(MIN_PIECE) }),
    'a frame that changes its size': (r) => r.send({ kind: Kind.FRAG, flags: Piece.MORE, call: 1, total: 1e6, body: Buffer.alloc(MIN_PIECE) }, { kind: Kind.FRAG, flags: Piece.MORE, call: 1, total: 2e6, body: Buffer.alloc(MIN_PIECE) }),
    'pieces of nothing': (r) => r.send({ kind: Kind.FRAG, flags: Piece.MORE, call: 1, total: 1e6, body: NO_BODY }),
    'too many frames in pieces': (r) => r.send(...Array.from({ length: MAX_TRANSFERS + 1 }, (_, i): Frame => ({ kind: Kind.FRAG, flags: Piece.MORE, call: i, total: 1e6, body: Buffer.alloc(MIN_PIECE) }))),
    'a session frame in pieces': (r) => r.send({ kind: Kind.FRAG, flags: Piece.LAST, call: 1, total: encodeFrame({ kind: Kind.DESTRUCT, target: 1 }).length, body: encodeFrame({ kind: Kind.DESTRUCT, target: 1 }) }),
    'items for what is no function': (r) => r.send({ kind: Kind.ITEM, target: 0, body: encodeValue([]) }),
    'a batch cut short': (r) => r.raw(Buffer.from([9, 0, 0, 0, 1])),
    'garbage, properly sealed': (r) => r.raw(Buffer.alloc(500, 0x17)),
  }
  for (const [name, misbehave] of Object.entries(cases)) {
    const r = await rogue(t, { call: () => {} })
    misbehave(r)
    t.equal((await r.lost).code, 'PROTOCOL', name)
    await r.closed
  }
})

/** A length-prefixed DESTRUCT envelope with another kind written over it. */
function withKind(kind: number): Uint8Array {
  const w = new FrameWriter(1000, 100)
  w.frame({ kind: Kind.DESTRUCT, target: 0xabcdef })
  const bytes = w.take()
  const at = bytes.lastIndexOf(Kind.DESTRUCT)
  bytes[at] = kind
  return bytes
}

t.test('what is answered and does no harm', async (t) => {
  let running = 0
  const r = await rogue(t, { call: (m, _a, _c, done) => (m === 'wait' ? void running++ : done(null, 1)) }, 5)
  r.send(callFrame({ body: Buffer.alloc(50, 0xc1) }))
  t.match(failureOf(await r.wait(Kind.ERROR)), { code: 'MALFORMED', outcome: 'NOT_EXECUTED' })
  r.got.length = 0
  r.send(callFrame({ body: encodeValue(5) }))
  t.match(failureOf(await r.wait(Kind.ERROR)), { code: 'MALFORMED', message: /no array/ })
  r.got.length = 0
  r.send(callFrame({ depth: 200 }))
  t.match(failureOf(await r.wait(Kind.ERROR)), { code: 'TOO_DEEP' })
  r.got.length = 0
  r.send(callFrame({ deadline: 0 }))
  t.match(failureOf(await r.wait(Kind.ERROR)), { code: 'DEADLINE', outcome: 'NOT_EXECUTED' })
  r.got.length = 0
  r.send(...Array.from({ length: 8 }, () => callFrame({ method: 'wait' })))
  t.match(failureOf(await r.wait(Kind.ERROR)), { code: 'OVERLOADED', outcome: 'NOT_EXECUTED' })
  t.equal(running, 5, 'no more than the ticket allows, whatever the caller does')
  t.equal(r.got.length, 3)
  r.got.length = 0
  r.send(...Array.from({ length: 2000 }, (_, i): Frame => ({ kind: Kind.PING, call: i + 1 })), { kind: Kind.CANCEL, call: 999_999 })
  await r.wait(Kind.PONG)
  t.equal(r.got.filter((f) => f.kind === Kind.PONG).length, 1, 'a flood of PINGs is answered once a batch')
})

t.test('an unknown object frame of a later version is answered UNIMPLEMENTED', async (t) => {
  const r = await rogue(t, callee({}))
  const w = new FrameWriter(1000, 100)
  w.frame({ kind: Kind.CANCEL, call: 0x0a0b0c })
  const bytes = w.take()
  bytes[bytes.lastIndexOf(Kind.CANCEL)] = 60
  r.raw(bytes)
  const f = await r.wait(Kind.ERROR)
  t.equal((f as { call: number }).call, 0x0a0b0c)
  t.match(failureOf(f), { code: 'UNIMPLEMENTED' })
})

t.test('sessions of one worker are bounded', async (t) => {
  const refused: string[] = []
  const acceptor = createAcceptor({ workerKeys, corePublicKey: core.publicKey, worker: 'w1', incarnation: 3, bootEpoch: 'boot-1', jtiStore: memoryJtiStore(), bootstrap: callee({}), onRefused: (code) => void refused.push(code) })
  const listener = await listenTcp('127.0.0.1', (socket) => acceptor.accept(socketLink(socket)))
  t.teardown(() => (listener.close(), acceptor.close()))
  const { connect } = await import('../../netd/session.js')
  for (let i = 0; i < MAX_SESSIONS; i++) await connect(await dialTcp('127.0.0.1', listener.port), { ticket: ticket(), callerKeys })
  t.equal(acceptor.sessions.size, MAX_SESSIONS)
  await t.rejects(connect(await dialTcp('127.0.0.1', listener.port), { ticket: ticket(), callerKeys }), { code: 'OVERLOADED' })
  t.same(refused, ['OVERLOADED'])
})
