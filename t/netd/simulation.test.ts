/**
 * Caller, worker and a bad network in one process under virtual time: connections that are cut with
 * or without notice to either side, chunks torn and delayed, dialling that fails for a while, and
 * a partition that may never heal. A failing seed is printed and replays with SEED=n.
 */
import t from 'tap'
import type { Clock } from '../../netd/clock.js'
import { MeshError } from '../../netd/errors.js'
import { PushLink, type Link } from '../../netd/link.js'
import { connect, createAcceptor } from '../../netd/session.js'
import { issueTicket, memoryJtiStore, newJti } from '../../netd/ticket.js'
import { callerKeys, core, workerKeys } from './support.js'

const SEEDS = Number(process.env.SEEDS ?? 200)
const CALLS = 50

class VirtualClock implements Clock {
  private time = 0
  private serial = 0
  private readonly events: Array<{ at: number; serial: number; fn: () => void }> = []
  now = () => this.time
  wall = () => 1_700_000_000_000 + this.time
  timer(ms: number, fn: () => void): () => void {
    const e = { at: this.time + ms, serial: this.serial++, fn }
    this.events.push(e)
    return () => {
      const i = this.events.indexOf(e)
      if (i >= 0) this.events.splice(i, 1)
    }
  }
  soon = (fn: () => void) => void this.timer(0, fn)
  /** Runs the next event and the promises it settled; false when there is none. */
  async step(): Promise<boolean> {
    let next = 0
    for (let i = 1; i < this.events.length; i++) {
      const [a, b] = [this.events[i], this.events[next]]
      if (a.at < b.at || (a.at === b.at && a.serial < b.serial)) next = i
    }
    const [e] = this.events.splice(next, 1)
    if (e === undefined) return false
    this.time = Math.max(this.time, e.at)
    e.fn()
    for (let i = 0; i < 12; i++) await null
    return true
  }
}

/** Two ends of a connection that delivers in order, torn anywhere, late, until it is cut. */
function connection(clock: VirtualClock, random: () => number): { a: Link; b: Link; cut(tellA: boolean, tellB: boolean): void } {
  let whole = true
  const ends: PushLink[] = []
  const wire = (to: number) => {
    let last = 0
    const later = (fn: () => void) => {
      last = Math.max(last, clock.now() + random() * 8)
      clock.timer(last - clock.now(), fn)
    }
    return {
      send(bytes: Uint8Array) {
        const at = Math.floor(random() * (bytes.length + 1))
        for (const part of [bytes.slice(0, at), bytes.slice(at)]) if (part.length > 0) later(() => void (whole && ends[to].push(part)))
      },
      close: () => later(() => void (whole && ends[to].closed('closed by the peer'))),
      buffered: () => 0,
    }
  }
  ends.push(new PushLink('a', wire(1)), new PushLink('b', wire(0)))
  return {
    a: ends[0], b: ends[1],
    cut(tellA, tellB) {
      whole = false
      if (tellA) ends[0].closed('cut')
      if (tellB) ends[1].closed('cut')
    },
  }
}

interface Record {
  readonly made: number
  readonly deadline: number
  ended: Array<{ outcome: string; at: number }>
  executions: number
}

async function simulate(seed: number): Promise<string[]> {
  let state = seed * 2654435761 >>> 0
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), 1 | state)
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296
  }
  const clock = new VirtualClock()
  const faults: string[] = []
  const records: Record[] = []
  let lastRun = -1
  const acceptor = createAcceptor({
    clock, workerKeys, corePublicKey: core.publicKey, worker: 'w1', incarnation: 3, bootEpoch: 'boot-1', jtiStore: memoryJtiStore(clock.wall), lease: 300,
    bootstrap: {
      call(_method, [n], _context, done) {
        const i = n as number
        records[i].executions++
        if (i <= lastRun) faults.push(`call ${i} ran after call ${lastRun}`)
        lastRun = i
        const failed = random() < 0.2
        const stop = clock.timer(random() < 0.3 ? random() * 200 : 0, () => (failed ? done({ code: 'LPC', message: 'as told', outcome: 'EXECUTED_FAILED', trace: [] }, undefined) : done(null, random() < 0.1 ? 'y'.repeat(Math.floor(random() * 200_000)) : i)))
        return random() < 0.5 ? stop : undefined
      },
    },
  })
  let reachable = true
  let current = connection(clock, random)
  const dial = async (): Promise<Link> => {
    if (!reachable) throw new MeshError('UNREACHABLE', 'partitioned')
    current = connection(clock, random)
    acceptor.accept(current.b)
    return current.a
  }
  const now = clock.wall()
  const ticket = issueTicket({ jti: newJti(), issuedAt: now, expiresAt: now + 30_000, sessionExpiresAt: 0, worker: 'w1', incarnation: 3, workerKey: workerKeys.publicKey, callerKey: callerKeys.publicKey, node: 'n', bootEpoch: 'boot-1', routes: [], methods: null, limits: { inFlight: 1024, lease: 300 } }, core)
  let ready = false
  const opening = connect(await dial(), { clock, ticket, callerKeys, redial: dial, lease: 300 }).then((s) => ((ready = true), s))
  while (!ready) if (!(await clock.step())) return ['the handshake never ended']
  const session = await opening

  for (let i = 0; i < CALLS; i++) {
    clock.timer(random() * 1500, () => {
      const deadline = random() < 0.3 ? 20 + random() * 100 : 5000
      const r: Record = { made: clock.now(), deadline, ended: [], executions: 0 }
      const n = records.push(r) - 1
      // Some are so long that they leave in pieces, between others.
      const more = random() < 0.15 ? 'x'.repeat(Math.floor(random() * 300_000)) : ''
      session.call(0, 'run', [n, more], { deadlineMs: deadline }, (failure) => void r.ended.push({ outcome: failure?.outcome ?? 'VALUE', at: clock.now() }))
    })
  }
  for (let i = Math.floor(random() * 6); i > 0; i--) {
    clock.timer(random() * 1500, () => {
      // A cut that neither side notices is found by its silence.
      current.cut(random() < 0.6, random() < 0.6)
      if (random() < 0.4) {
        reachable = false
        clock.timer(random() < 0.7 ? random() * 250 : 100_000, () => void (reachable = true))
      }
    })
  }
  while ((clock.now() < 1500 || records.some((r) => r.ended.length === 0)) && clock.now() < 20_000) if (!(await clock.step())) break
  // Whatever was said to be over must stay so.
  const until = clock.now() + 1000
  while (clock.now() < until && (await clock.step()));

  records.forEach((r, i) => {
    const [end] = r.ended
    if (r.ended.length !== 1) faults.push(`call ${i} ended ${r.ended.length} times`)
    if (r.executions > 1) faults.push(`call ${i} ran ${r.executions} times`)
    if (end === undefined) return
    if ((end.outcome === 'VALUE' || end.outcome === 'EXECUTED_FAILED') && r.executions !== 1) faults.push(`call ${i} ended as ${end.outcome} and ran ${r.executions} times`)
    if ((end.outcome === 'NOT_SENT' || end.outcome === 'NOT_EXECUTED') && r.executions !== 0) faults.push(`call ${i} ended as ${end.outcome} and ran`)
    if (end.at - r.made > r.deadline + 1000) faults.push(`call ${i} outlived its deadline by ${Math.round(end.at - r.made - r.deadline)} ms`)
  })
  session.close()
  acceptor.close()
  return faults
}

t.test(`${SEEDS} seeds of a bad network: one end per call, nothing runs twice, outcomes are true, order is kept`, async (t) => {
  t.setTimeout(0)
  const one = process.env.SEED
  const seeds = one === undefined ? Array.from({ length: SEEDS }, (_, i) => i + 1) : [Number(one)]
  for (const seed of seeds) {
    const faults = await simulate(seed)
    if (faults.length > 0) t.fail(`SEED=${seed}: ${faults.slice(0, 5).join('; ')}`)
  }
  t.pass('done')
})
