/**
 * Callers, workers and a bad network in one process under virtual time. A seed decides everything:
 * how many there are, what is called when, and what goes wrong: connections cut with or without notice
 * to either side, chunks torn, late or changed, one route away or both, for a while or for ever, sessions
 * moved between routes, processes stopped and killed, clocks that are wrong. Some calls are long and leave
 * in pieces, some are made on the result of another, some give items to a function of the caller.
 *
 * What must hold (notes with each below): one end per call, nothing twice, outcomes that are true, order,
 * deadlines, leases, tickets; and where little goes wrong, that the calls are answered.
 */
import { Closure } from '../../driver/vm/closure.js'
import type { RemoteEnd } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { MeshError } from '../../netd/errors.js'
import { generateKeyPair } from '../../netd/keys.js'
import { MAX_BUFFERED, MAX_RECORD } from '../../netd/limits.js'
import { PushLink, type Link } from '../../netd/link.js'
import { connect, createAcceptor, moveTo, type Acceptor, type Callee, type ObjectBridge, type Session } from '../../netd/session.js'
import { issueTicket, memoryJtiStore, newJti } from '../../netd/ticket.js'
import { object } from './values.js'
import { Party, seeded, VirtualTime } from './virtual-time.js'

const LEASE = 300
/** When the last call is made and the last thing goes wrong. */
const BUSY = 1500
const LONG = 5000
const core = generateKeyPair()
const callers = [generateKeyPair(), generateKeyPair()]
const workers = [generateKeyPair(), generateKeyPair()]
const BIG = 'x'.repeat(90_000)
/** Items of one stream: more than fit in the window. */
const ITEMS = 100

interface Call {
  readonly pair: Pair
  readonly from: number
  readonly made: number
  readonly deadline: number
  readonly ended: Array<{ outcome: string; code: string; at: number }>
  /** Made on the result of another: that one decides when. */
  readonly chained: boolean
  /** Items that its function got. */
  items: number
  executions: number
}

interface Worker {
  readonly party: Party
  readonly acceptor: Acceptor
  readonly sessions: Session[]
}

interface Connection {
  readonly a: Link
  cut(tellA: boolean, tellB: boolean): void
}

/** One caller's session with one worker. */
interface Pair {
  readonly caller: Party
  readonly worker: Worker
  /** Whether Route A and Route B lead there now. */
  readonly routes: boolean[]
  readonly connections: Connection[]
  session: Session | null
  /** Number of the last call of each calling object that ran. */
  readonly last: number[]
  destructed: number
}

/** Returns what did not hold; empty is good. */
export async function simulate(seed: number): Promise<string[]> {
  const random = seeded(seed)
  const chance = (p: number): boolean => random() < p
  let moving = 0
  const pairs: Pair[] = []
  const time = new VirtualTime(() => moving > 0 || pairs.some((p) => p.session === null || p.session.state === 'reconnecting'))
  const faults: string[] = []
  const calls: Call[] = []
  // In every fourth world nothing worse happens than connections that break, and both sides know.
  const gentle = seed % 4 === 0
  const party = (): Party => (gentle ? new Party(time) : new Party(time, 0.99 + random() * 0.02, random() * 3000 - 1500))
  let tamper = 0

  /** In order, torn anywhere, late, until it is cut. */
  const connection = (from: Party, to: Party, accept: (link: Link) => void): Connection => {
    let whole = true
    const ends: PushLink[] = []
    const parties = [from, to]
    const wire = (side: number) => {
      let last = 0
      const later = (fn: () => void): void => {
        last = Math.max(last, time.now + random() * 8)
        time.after(last - time.now, () => void (whole && parties[side].run(fn)))
      }
      return {
        send(bytes: Uint8Array) {
          const at = Math.floor(random() * (bytes.length + 1))
          if (tamper > 0 && bytes.length > 0 && chance(0.3)) {
            tamper--
            bytes[Math.floor(random() * bytes.length)] ^= 1 << Math.floor(random() * 8)
          }
          for (const part of [bytes.slice(0, at), bytes.slice(at)]) if (part.length > 0) later(() => ends[side].push(part))
        },
        close: () => later(() => ends[side].closed('closed by the peer')),
        buffered: () => 0,
      }
    }
    ends.push(new PushLink('a', wire(1)), new PushLink('b', wire(0)))
    to.run(() => accept(ends[1]))
    return {
      a: ends[0],
      cut(tellA, tellB) {
        whole = false
        if (tellA) from.run(() => ends[0].closed('cut'))
        if (tellB) to.run(() => ends[1].closed('cut'))
      },
    }
  }

  /** The object that workers give for calls on it. */
  const thing = object('/thing')
  /** What stands for functions, here and there, held for as long as this world: what is collected when is not for a seed to say. */
  const functions: Closure[] = []
  const ends = new Map<Closure, RemoteEnd>()
  const functionOf = (name: string): Closure => {
    const fn = new Closure('functional', thing, undefined as never, () => undefined, [], name)
    functions.push(fn)
    return fn
  }
  const callerBridge = (p: Party): ObjectBridge => ({
    imported: () => thing,
    exported: (fn) => ({
      call(_method, [i], _context, done) {
        const c = calls[Number(fn.name)]
        if (i !== c.items) faults.push(`call ${fn.name} got item ${String(i)} instead of ${c.items}`)
        if (c.ended.length > 0) faults.push(`call ${fn.name} got item ${String(i)} after its end`)
        c.items++
        return p.clock.timer(chance(0.05) ? random() * 20 : 0, () => done(null, 0))
      },
    }),
  })
  const give = (end: RemoteEnd, i: number, done: (failed: boolean) => void): void => {
    if (i === ITEMS) return done(false)
    end.emit!([i], (failure) => (failure === null ? give(end, i + 1, done) : done(true)))
  }

  const startWorker = (index: number): Worker => {
    const p = party()
    const jti = memoryJtiStore(() => p.clock.wall())
    const redeemed = new Set<string>()
    const sessions: Session[] = []
    const callee = work(p)
    const acceptor = createAcceptor({
      clock: p.clock, workerKeys: workers[index], corePublicKey: core.publicKey, worker: `w${index}`, incarnation: 3, bootEpoch: 'boot-1', lease: LEASE,
      jtiStore: {
        redeem(id, expiresAt) {
          const first = jti.redeem(id, expiresAt)
          const name = Buffer.from(id).toString('hex')
          if (first && redeemed.has(name)) faults.push('a ticket was redeemed twice')
          if (first) redeemed.add(name)
          return first
        },
      },
      bridge: { exported: () => callee, imported: (end, what) => { const fn = functionOf(what.name); ends.set(fn, end); return fn }, calleeOf: (v) => (v === thing ? callee : undefined) },
      bootstrap: callee,
      onSession: (s) => void sessions.push(s),
    })
    return { party: p, acceptor, sessions }
  }

  const work = (p: Party): Callee => ({
    call(method, [n, value]: Value[], _context, done) {
      if (method === 'thing') return p.clock.timer(chance(0.3) ? random() * 50 : 0, () => done(null, thing))
      ran(n as number, p)
      if (value instanceof Closure) return give(ends.get(value)!, 0, (failed) => (failed ? done({ code: 'STREAM', message: 'nobody wants more', outcome: 'EXECUTED_FAILED', trace: [] }, undefined) : done(null, n)))
      // Some are never answered: their deadline ends them.
      if (calls[n as number].deadline < LONG && chance(0.3)) return
      const failed = chance(0.2)
      const stop = p.clock.timer(chance(0.3) ? random() * 200 : 0, () => (failed ? done({ code: 'LPC', message: 'as told', outcome: 'EXECUTED_FAILED', trace: [] }, undefined) : done(null, value)))
      return chance(0.5) ? stop : undefined
    },
  })

  const ran = (n: number, where: Party): void => {
    const c = calls[n]
    c.executions++
    if (where.dead) faults.push(`call ${n} ran in a process that is dead`)
    // Calls of one object to one worker, in the order they were made; none behind the destruct.
    if (!c.chained && n <= c.pair.last[c.from]) faults.push(`call ${n} ran after call ${c.pair.last[c.from]}`)
    if (!c.chained) c.pair.last[c.from] = n
    if (n > c.pair.destructed) faults.push(`call ${n} ran after the destruct`)
  }

  const dial = (pair: Pair, only?: number): Promise<Link> => {
    const open = pair.routes.findIndex((up, i) => up && (only === undefined || only === i))
    if (open < 0) return Promise.reject(new MeshError('UNREACHABLE', 'cut off'))
    if (pair.worker.party.dead) return Promise.reject(new MeshError('REFUSED', 'nobody listens'))
    const c = connection(pair.caller, pair.worker.party, (link) => pair.worker.acceptor.accept(link))
    pair.connections.push(c)
    return Promise.resolve(c.a)
  }

  // -- the world

  const all = { workers: Array.from({ length: chance(0.5) ? 1 : 2 }, (_, i) => startWorker(i)), callers: Array.from({ length: chance(0.5) ? 1 : 2 }, party) }
  for (const [i, caller] of all.callers.entries()) {
    for (const [j, worker] of all.workers.entries()) {
      const pair: Pair = { caller, worker, routes: [true, true], connections: [], session: null, last: [-1, -1], destructed: Infinity }
      pairs.push(pair)
      const now = time.now + 1_700_000_000_000
      const ticket = issueTicket({ jti: newJti(), issuedAt: now, expiresAt: now + 30_000, sessionExpiresAt: 0, worker: `w${j}`, incarnation: 3, workerKey: workers[j].publicKey, callerKey: callers[i].publicKey, node: 'n', bootEpoch: 'boot-1', routes: [], methods: null, limits: { inFlight: 1024, lease: LEASE } }, core)
      void dial(pair).then((link) => connect(link, { clock: caller.clock, bridge: callerBridge(caller), ticket, callerKeys: callers[i], redial: () => dial(pair), lease: LEASE })).then((s) => { pair.session = s }, (e) => faults.push(`no session: ${e}`))
    }
  }
  for (let i = 0; i < 15; i++) await null
  while (pairs.some((p) => p.session === null) && faults.length === 0) if (!(await time.step())) return ['the handshake never ended']
  if (faults.length > 0) return faults

  const makeCall = (pair: Pair): void => {
    const deadline = !gentle && chance(0.3) ? 20 + random() * 100 : LONG
    const c: Call = { pair, from: chance(0.5) ? 0 : 1, made: time.now, deadline, ended: [], chained: chance(0.1), items: 0, executions: 0 }
    const n = calls.push(c) - 1
    const out = !c.chained && chance(0.04) ? functionOf(String(n)) : null
    const wanted = chance(0.04) && out === null ? BIG : n
    const options = { deadlineMs: deadline, from: c.from }
    const over = (failure: { outcome: string; code: string } | null, value: Value): void => {
      c.ended.push({ outcome: failure?.outcome ?? 'VALUE', code: failure?.code ?? '', at: time.now })
      if (failure === null && value !== wanted) faults.push(`call ${n} got another's answer`)
      if (failure === null && out !== null && c.items !== ITEMS) faults.push(`call ${n} was answered after ${c.items} items`)
    }
    const cancel = c.chained
      ? pair.session!.pipeline(0, [{ method: 'thing', args: [] }, { method: 'run', args: [n, wanted] }], options, over)
      : pair.session!.call(0, 'run', [n, out ?? wanted], options, over)
    if (!gentle && chance(0.05)) time.after(random() * 30, () => pair.caller.run(cancel))
    const { backlog } = (pair.session as unknown as { wire: { backlog: number } }).wire
    if (backlog > MAX_BUFFERED + MAX_RECORD) faults.push(`${backlog} bytes wait`)
  }
  const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]
  for (let i = 20 + 10 * pairs.length; i > 0; i--) {
    const pair = any(pairs)
    time.after(random() * BUSY, () => pair.caller.run(() => makeCall(pair)))
  }

  // -- what goes wrong

  const at = (fn: () => void): void => void time.after(random() * BUSY, fn)
  const dead = new Set<Party>()
  for (let i = Math.floor(random() * 6); i > 0; i--) {
    at(() => {
      const pair = any(pairs)
      pair.connections.at(-1)?.cut(gentle || chance(0.6), gentle || chance(0.6))
      if (gentle || chance(0.6)) return
      const lost = chance(0.5) ? [0, 1] : [0]
      for (const route of lost) pair.routes[route] = false
      if (chance(0.7)) time.after(random() * LEASE, () => pair.routes.fill(true))
    })
  }
  for (let i = Math.floor(random() * 4); i > 0; i--) {
    // The better route is back, or so it seems.
    at(() => {
      const pair = any(pairs)
      if (pair.session!.state !== 'open') return
      moving++
      void dial(pair, chance(0.5) ? 0 : 1).then((link) => moveTo(pair.session!, link)).catch(() => { /* it was not */ }).finally(() => moving--)
    })
  }
  if (!gentle) {
    if (chance(0.2)) at(() => void (tamper = 1 + Math.floor(random() * 3)))
    if (chance(0.2)) at(() => any(pairs).caller.stop(random() * 3 * LEASE))
    if (chance(0.2)) at(() => any(pairs).worker.party.stop(random() * 3 * LEASE))
    if (chance(0.15)) at(() => kill(any(all.workers).party, chance(0.8)))
    if (chance(0.15)) at(() => kill(any(all.callers), chance(0.8)))
    if (chance(0.2)) {
      at(() => {
        const pair = any(pairs)
        pair.caller.run(() => {
          if (pair.destructed < Infinity) return
          pair.destructed = calls.length - 1
          pair.session!.destruct()
        })
      })
    }
  }
  /** As kill -9: the kernel closes its connections, if the network still says so. */
  function kill(p: Party, told: boolean): void {
    p.dead = true
    dead.add(p)
    for (const pair of pairs) {
      if (pair.caller === p) for (const c of pair.connections) c.cut(false, told)
      if (pair.worker.party === p) for (const c of pair.connections) c.cut(told, false)
    }
  }

  const waiting = (): boolean => calls.some((c) => c.ended.length === 0 && !c.pair.caller.dead)
  while ((time.now < BUSY || waiting()) && time.now < 20_000) if (!(await time.step())) break
  // Whatever was said to be over must stay so, and leases run out.
  const until = time.now + 10 * LEASE
  while (time.now < until && (await time.step()));

  // -- what must hold

  calls.forEach((c, i) => {
    const [end] = c.ended
    if (c.executions > 1) faults.push(`call ${i} ran ${c.executions} times`)
    if (c.pair.caller.dead) return
    if (c.ended.length !== 1) faults.push(`call ${i} ended ${c.ended.length} times`)
    if (end === undefined) return
    if ((end.outcome === 'VALUE' || (end.outcome === 'EXECUTED_FAILED' && end.code === 'LPC')) && c.executions !== 1) faults.push(`call ${i} ended as ${end.outcome} and ran ${c.executions} times`)
    if ((end.outcome === 'NOT_SENT' || end.outcome === 'NOT_EXECUTED') && c.executions !== 0) faults.push(`call ${i} ended as ${end.outcome} and ran`)
    if (end.at - c.made > c.deadline * 1.02 + 1000 + c.pair.caller.stopped) faults.push(`call ${i} outlived its deadline by ${Math.round(end.at - c.made - c.deadline)} ms`)
    if (gentle && end.outcome !== 'VALUE' && end.code !== 'LPC') faults.push(`call ${i} ended as ${end.code} ${end.outcome}, though nothing worse than a cut happened`)
  })
  for (const pair of pairs) {
    if (pair.caller.dead && pair.session!.state !== 'lost' && !dead.has(pair.caller)) faults.push('a dead process is not known as such')
    if (dead.has(pair.worker.party) && !pair.caller.dead && pair.session!.state !== 'lost') faults.push(`the worker is dead and the caller's session ${pair.session!.state}`)
  }
  for (const w of all.workers) {
    if (w.party.dead) continue
    const alive = pairs.filter((p) => p.worker === w && !p.caller.dead && p.session!.state !== 'lost').length
    const held = w.sessions.filter((s) => s.state !== 'lost').length
    // No lease may have outlived its caller.
    if (held > alive) faults.push(`a worker holds ${held} sessions, of which ${alive} have a caller`)
  }
  for (const pair of pairs) if (!pair.caller.dead) pair.session!.close()
  for (const w of all.workers) w.acceptor.close()
  return faults
}
