import t from 'tap'
import type { RemoteFailure } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { MeshError } from '../../netd/errors.js'
import { chains } from '../../netd/chains.js'
import { remoteEnd } from '../../netd/ghost.js'
import { generateKeyPair } from '../../netd/keys.js'
import { pairLinks, PushLink, type Link } from '../../netd/link.js'
import { MAX_CALL_DEPTH } from '../../netd/limits.js'
import type { CallContext, Done, ObjectBridge, Session } from '../../netd/session.js'
import { call, callee, callerKeys, claims, core, pair, ticket } from './support.js'
import { issueTicket, memoryJtiStore, newJti } from '../../netd/ticket.js'
import { object } from './values.js'

const lost = (s: Session) => new Promise<RemoteFailure>((resolve) => s.onLost(resolve))
const refusal = async (p: Promise<unknown>): Promise<string> => p.then(() => 'accepted', (e: unknown) => (e instanceof MeshError ? e.code : String(e)))

t.test('values, LPC errors with their trace, unknown functions', async (t) => {
  const trace = [{ program: '/workers/scout.c', line: 12, function: 'analyze', object: '/workers/scout' }]
  const p = await pair({
    call(method, args, _c, done) {
      if (method === 'echo') done(null, args)
      else if (method === 'fail') done({ code: 'BAD_ARGUMENT', message: 'Bad argument 1 to sizeof()', outcome: 'EXECUTED_FAILED', trace }, undefined)
      else if (method === 'crash') throw new TypeError('integrator bug')
      else if (method === 'huge') done(null, 'x'.repeat(17_000_000))
      else done({ code: 'NO_SUCH_METHOD', message: `no ${method}`, outcome: 'NOT_EXECUTED', trace: [] }, undefined)
    },
  })
  t.teardown(() => p.close())
  t.same((await call(p.caller, 'echo', ['a', 1, [2]])).value, ['a', 1, [2]])
  t.same((await call(p.caller, 'fail')).failure, { code: 'BAD_ARGUMENT', message: 'Bad argument 1 to sizeof()', outcome: 'EXECUTED_FAILED', trace })
  t.match((await call(p.caller, 'crash')).failure, { outcome: 'EXECUTED_FAILED' })
  t.match((await call(p.caller, 'none')).failure, { code: 'NO_SUCH_METHOD', outcome: 'NOT_EXECUTED' })
  t.match((await call(p.caller, 'huge')).failure, { code: 'TOO_LARGE', outcome: 'EXECUTED_FAILED' })
  t.match((await call(p.caller, 'echo', ['x'.repeat(17_000_000)])).failure, { code: 'TOO_LARGE', outcome: 'NOT_SENT' })
  t.match((await call(p.caller, 'not a name')).failure, { code: 'NO_SUCH_METHOD', outcome: 'NOT_SENT' })
  t.match((await call(p.caller, 'echo', [], {}, 99)).failure, { code: 'NO_SUCH_OBJECT', outcome: 'NOT_EXECUTED' })
  t.match((await call(p.caller, 'echo', [], { depth: MAX_CALL_DEPTH + 1 })).failure, { code: 'TOO_DEEP' })
  const big = 'y'.repeat(1_000_000)
  t.equal(((await call(p.caller, 'echo', [big])).value as Value[])[0], big, 'a large value, cut into many chunks by TCP')
})

t.test('calls to one object run in the order they were made; destruct comes after them', async (t) => {
  const ran: Value[] = []
  const p = await pair(callee({ note: (n) => void ran.push(n) }, { destruct: () => void ran.push('destruct') }))
  t.teardown(() => p.close())
  const all = Array.from({ length: 500 }, (_, i) => call(p.caller, 'note', [i]))
  p.caller.destruct()
  const why = await lost(p.caller)
  t.same((await Promise.all(all)).filter((r) => r.failure !== null), [])
  t.same(ran, [...Array(500).keys(), 'destruct'])
  t.equal(why.code, 'DESTRUCTED')
  t.match((await call(p.caller, 'note')).failure, { code: 'DESTRUCTED', outcome: 'NOT_SENT' })
  t.equal(p.acceptor.sessions.size, 0)
})

t.test('deadlines and cancels end the call here and are told there', async (t) => {
  const cancelled: string[] = []
  const p = await pair({
    call(method, _args, _context, done) {
      if (method === 'now') return done(null, 1)
      return () => void cancelled.push(method)
    },
  })
  t.teardown(() => p.close())
  t.match((await call(p.caller, 'slow', [], { deadlineMs: 60 })).failure, { code: 'DEADLINE', outcome: 'UNKNOWN' })
  const ended = new Promise<RemoteFailure | null>((resolve) => {
    const cancel = p.caller.call(0, 'stopped', [], {}, resolve)
    cancel()
    cancel()
  })
  t.match(await ended, { code: 'CANCELLED' })
  t.equal((await call(p.caller, 'now')).value, 1)
  t.same(cancelled, ['slow', 'stopped'])
})

t.test('a broken connection ends every call exactly once, at once: no lease could end in time', async (t) => {
  const p = await pair({ call: () => {} }, { ticket: ticket({ limits: { inFlight: 1024, lease: 600_000 } }), caller: { lease: 600_000 } })
  t.teardown(() => p.close())
  const ends: RemoteFailure[] = []
  for (let i = 0; i < 20; i++) p.caller.call(0, 'wait', [], {}, (f) => void ends.push(f!))
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  p.sockets[0].resetAndDestroy()
  const why = await lost(p.caller)
  t.match(why, { code: 'WORKER_LOST', message: /Worker \(node alpha\) lost/ })
  t.equal(ends.length, 20)
  t.ok(ends.every((f) => f.code === 'WORKER_LOST' && f.outcome === 'UNKNOWN'))
})

t.test('silence ends the session on both sides within the lease', async (t) => {
  let deaf = false
  const muffle = (link: Link): Link => ({
    name: link.name, get bufferedBytes() { return link.bufferedBytes }, start: (h) => link.start(h), close: (r) => link.close(r),
    send: (b) => (deaf ? undefined : link.send(b)),
  })
  // Nothing is said for a while and the session lives: heartbeats. Then nothing gets through.
  const p = await pair({ call: () => {} }, { caller: { lease: 1_000 }, wrap: muffle, wrapWorker: muffle })
  t.teardown(() => p.close())
  const pending = call(p.caller, 'wait')
  await new Promise((resolve) => setTimeout(resolve, 2_200))
  t.equal(p.caller.state, 'open')
  t.ok(p.caller.rttMs > 0)
  deaf = true
  const t0 = performance.now()
  const [a, b] = await Promise.all([lost(p.caller), lost(p.worker)])
  t.ok(performance.now() - t0 < 2_000, `${Math.round(performance.now() - t0)} ms`)
  t.match(a, { code: 'WORKER_LOST', message: /nothing heard|closed by the other side/ })
  t.match(b, { code: 'WORKER_LOST' })
  t.match((await pending).failure, { outcome: 'UNKNOWN' })
})

t.test('objects given away are called back; A → B → A runs; the chain has an end', async (t) => {
  const listener = object('/obj/listener')
  const heard: Value[] = []
  let released = 0
  const bridge = (name: string): ObjectBridge => ({
    exported: (ob) => callee({ tell: (v) => { heard.push(`${ob.name} hears ${String(v)}`); return heard.length } }, { released: () => void released++ }),
    imported: (end) => { const ghost = object(`ghost at ${name}`); ghost.remote = end; return ghost },
  })
  let back: Value
  const p = await pair({
    call(_method, [ob], context, done) {
      back = ob
      const end = (ob as ReturnType<typeof object>).remote!
      end.call('tell', ['hello'], { chain: context.chain, deadlineMs: 1000 }, (f, v) => done(f, [v, ob]))
    },
  }, { caller: { bridge: bridge('caller') }, worker: { bridge: bridge('worker') } })
  t.teardown(() => p.close())
  const { failure, value } = await call(p.caller, 'greet', [listener], { chain: 'chain-1', depth: 1 })
  t.equal(failure, null)
  t.same((value as Value[])[0], 1)
  t.equal((value as Value[])[1], listener, 'our own object comes back as itself')
  t.same(heard, ['/obj/listener hears hello'])
  await call(p.caller, 'greet', [listener])
  t.ok(back instanceof Object, 'the same ghost for the same object')
  p.worker.release(1)
  await call(p.caller, 'greet', [object('/other')])
  t.equal(released, 1)
  listener.destructed = true
  t.equal((await call(p.caller, 'greet', [listener])).failure !== null, true, 'a destructed object arrives as 0')
})

t.test('the worker object is one object: sent back it is the ghost, sent there it is itself', async (t) => {
  const main = object('/workers/scout')
  const ghost = object('/mesh/w1#1')
  let got: Value
  const plain: ObjectBridge = { exported: () => callee({}), imported: () => object('stranger') }
  const p = await pair({ call: (_m, args, _c, done) => (got = args[0], done(null, main)) }, { caller: { bridge: plain }, worker: { bridge: { ...plain, root: () => main } } })
  t.teardown(() => p.close())
  remoteEnd(p.caller, 0).adopted(ghost)
  t.equal((await call(p.caller, 'this_object', [ghost])).value, ghost)
  t.equal(got, main)
})

t.test('a chain that goes round and round ends TOO_DEEP, not in a deadlock', async (t) => {
  let sessions: { caller?: Session; worker?: Session } = {}
  let deepest = 0
  const bounce = (other: () => Session) => ({
    call(_m: string, _a: Value[], context: CallContext, done: Done) {
      deepest = Math.max(deepest, context.depth)
      remoteEnd(other(), 0).call('again', [], { chain: context.chain, deadlineMs: 5000 }, done)
    },
  })
  const p = await pair(bounce(() => sessions.worker!), { caller: { bootstrap: bounce(() => sessions.caller!) } })
  t.teardown(() => p.close())
  sessions = p
  const f = await new Promise<RemoteFailure | null>((resolve) => remoteEnd(p.caller, 0).call('again', [], { chain: 'round', deadlineMs: 5000 }, resolve))
  t.equal(f?.code, 'TOO_DEEP')
  t.equal(deepest, MAX_CALL_DEPTH)
  t.equal(chains.depth('round'), 0, 'nothing remembered')
})

t.test('tickets: forged, expired, replayed, wrong caller, wrong worker, cut short', async (t) => {
  const refused: string[] = []
  const jtiStore = memoryJtiStore()
  const run = (bytes: Uint8Array, caller = callerKeys) => refusal(pair(callee({}), { ticket: bytes, caller: { callerKeys: caller }, worker: { jtiStore, onRefused: (code) => void refused.push(code) } }).then((p) => p.close()))
  const good = ticket()
  t.equal(await run(good), 'accepted')
  t.equal(await run(good), 'TICKET_REPLAYED')
  t.equal(await run(ticket({}, generateKeyPair())), 'TICKET_FORGED')
  const altered = ticket()
  altered[40] ^= 1
  t.match(await run(altered), /TICKET_(FORGED|EXPIRED|MALFORMED|WRONG_WORKER)/)
  t.equal(await run(ticket({ expiresAt: Date.now() - 1 })), 'TICKET_EXPIRED')
  t.equal(await run(ticket({ issuedAt: Date.now() + 60_000, expiresAt: Date.now() + 90_000 })), 'TICKET_EXPIRED')
  t.equal(await run(ticket(), generateKeyPair()), 'TICKET_WRONG_CALLER')
  t.equal(await run(ticket({ callerKey: generateKeyPair().publicKey })), 'TICKET_WRONG_CALLER')
  t.equal(await run(ticket({ incarnation: 2 })), 'TICKET_WRONG_WORKER')
  t.equal(await run(ticket({ bootEpoch: 'boot-0' })), 'TICKET_WRONG_WORKER')
  t.equal(await run(ticket({ worker: 'w2' })), 'TICKET_WRONG_WORKER')
  t.equal(await run(good.subarray(0, 50)), 'TICKET_MALFORMED')
  t.throws(() => issueTicket(claims({ worker: 'w'.repeat(300) }), core), { code: 'TICKET_MALFORMED' })
  t.equal(refused.length, 10)
})

t.test('every bit of a ticket counts', async (t) => {
  const { verifyTicket } = await import('../../netd/ticket.js')
  const { workerKeys } = await import('./support.js')
  const good = ticket()
  const expected = { corePublicKey: core.publicKey, worker: 'w1', incarnation: 3, workerKey: workerKeys.publicKey, bootEpoch: 'boot-1', callerKey: callerKeys.publicKey, now: Date.now() }
  t.ok(verifyTicket(good, expected))
  for (let bit = 0; bit < good.length * 8; bit += 5) {
    const bad = good.slice()
    bad[bit >> 3] ^= 1 << (bit & 7)
    let code = 'accepted'
    try {
      verifyTicket(bad, expected)
    } catch (e) {
      code = e instanceof MeshError ? e.code : String(e)
    }
    if (!code.startsWith('TICKET_')) t.fail(`bit ${bit}: ${code}`)
  }
})

t.test('the ticket limits methods, calls at once, and the life of the session', async (t) => {
  const p = await pair({ call: (m, _a, _c, done) => (m === 'wait' ? undefined : done(null, 1)) }, { ticket: ticket({ methods: ['ok', 'wait'], limits: { inFlight: 3, lease: 3000 }, sessionExpiresAt: Date.now() + 400 }) })
  t.teardown(() => p.close())
  t.equal((await call(p.caller, 'ok')).value, 1)
  t.match((await call(p.caller, 'other')).failure, { code: 'DENIED', outcome: 'NOT_EXECUTED' })
  for (let i = 0; i < 3; i++) void call(p.caller, 'wait')
  t.match((await call(p.caller, 'ok')).failure, { code: 'OVERLOADED', outcome: 'NOT_SENT' })
  t.equal((await lost(p.caller)).code, 'TICKET_EXPIRED')
})

t.test('whoever carries the bytes can neither read nor change them', async (t) => {
  const seen: Buffer[] = []
  let tamper = false
  const p = await pair(callee({ echo: (v) => v }), {
    wrap: (link) => ({
      name: link.name, get bufferedBytes() { return link.bufferedBytes }, start: (h) => link.start(h), close: (r) => link.close(r),
      send(b) {
        seen.push(Buffer.from(b))
        if (tamper) b[b.length - 20] ^= 1
        link.send(b)
      },
    }),
  })
  t.teardown(() => p.close())
  t.equal((await call(p.caller, 'echo', ['the secret word'])).value, 'the secret word')
  t.notOk(Buffer.concat(seen).includes('secret'))
  tamper = true
  const { failure } = await call(p.caller, 'echo', ['x'])
  t.match(failure, { code: 'WORKER_LOST', outcome: 'UNKNOWN' })
})

t.test('garbage instead of a handshake, and silence, cost little and hurt nobody', async (t) => {
  const refused: string[] = []
  const p = await pair(callee({ echo: (v) => v }), { worker: { onRefused: (code) => void refused.push(code) } })
  t.teardown(() => p.close())
  const send = async (bytes: Uint8Array): Promise<void> => {
    const [a, b] = pairLinks()
    const closed = new Promise<void>((resolve) => a.start({ data: () => {}, close: () => resolve() }))
    p.acceptor.accept(b)
    a.send(bytes)
    await closed
  }
  await send(Buffer.from([0xff, 0xff, 0xff, 0x7f, 1, 2, 3]))
  await send(Buffer.from([8, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]))
  await send(Buffer.from('GET / HTTP/1.1\r\n\r\n'))
  t.same(refused.map((c) => ['HANDSHAKE', 'MALFORMED', 'PROTOCOL'].includes(c)), [true, true, true])
  // More unfinished handshakes than there may be.
  const idle = Array.from({ length: 70 }, () => new PushLink('idle', { send: () => {}, close: () => {}, buffered: () => 0 }))
  for (const link of idle) p.acceptor.accept(link)
  t.equal(refused.filter((c) => c === 'OVERLOADED').length, 6)
  t.equal((await call(p.caller, 'echo', [1])).value, 1)
  for (const link of idle) link.closed('gone')
})

t.test('a caller that floods and one that does not read are told OVERLOADED', async (t) => {
  const p = await pair({ call: () => {} })
  t.teardown(() => p.close())
  const codes: string[] = []
  for (let i = 0; i < 1100; i++) p.caller.call(0, 'wait', [], {}, (f) => void codes.push(f!.code))
  t.equal(codes.filter((c) => c === 'OVERLOADED').length, 1100 - 1024)
  // The worker's process reads nothing: bytes pile up here, but only so many.
  const q = await pair({ call: () => {} })
  t.teardown(() => q.close())
  q.sockets[0].pause()
  const outcomes: RemoteFailure[] = []
  for (let i = 0; i < 60; i++) q.caller.call(0, 'wait', ['z'.repeat(1_000_000)], {}, (f) => void outcomes.push(f!))
  t.ok(outcomes.length > 10 && outcomes.every((f) => f.code === 'OVERLOADED' && f.outcome === 'NOT_SENT'), `${outcomes.length} refused`)
})

t.test('the engine sees a session through its RemoteEnd', async (t) => {
  const p = await pair(callee({ f: () => Mapping.of([['a', 1]]) }))
  t.teardown(() => p.close())
  let told = false
  const end = remoteEnd(p.caller, 0, { isolation: 'process' }, () => (told = true))
  const value = await new Promise<Value>((resolve) => end.call('f', [], { chain: '', deadlineMs: 0 }, (_f, v) => resolve(v)))
  t.equal((value as Mapping).get('a'), 1)
  t.match(Object.fromEntries(end.info()), { worker: 'w1', node: 'alpha', incarnation: 3, state: 'open', isolation: 'process', target: 0, calls: 1, in_flight: 0, served: 0, queued: Number })
  t.ok((end.info().get('bytes_out') as number) > 50 && (end.info().get('bytes_in') as number) > 50)
  end.destruct()
  t.ok(told)
  t.equal((await lost(p.worker)).code, 'DESTRUCTED')
  t.equal((await lost(p.caller)).code, 'DESTRUCTED')
  t.equal(end.info().get('state'), 'lost')
})

t.test('a jti is redeemed once; a full store redeems nothing', async (t) => {
  let now = 0
  const store = memoryJtiStore(() => now)
  const id = newJti()
  t.equal(store.redeem(id, 1000), true)
  t.equal(store.redeem(id, 1000), false)
  for (let i = 0; i < 9_999; i++) store.redeem(newJti(), 1000)
  t.equal(store.redeem(newJti(), 1000), false)
  now = 10_000
  t.equal(store.redeem(newJti(), 20_000), true, 'expired ids make room: their tickets are refused as expired')
})
