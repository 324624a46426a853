import t from 'tap'
import fc from 'fast-check'
import { Duplex } from 'node:stream'
import { Mux, type Channel, type Message } from '../../vaultd/mux.js'
import type { VaultError } from '../../vaultd/errors.js'
import { CHANNEL_WINDOW, MAX_CHANNELS, MAX_CHUNK, MAX_CONTROL } from '../../vaultd/limits.js'
import { until } from './base.js'

/** Two streams joined in memory; `cut` splits what passes. */
function pair(cut: (b: Buffer) => Buffer[] = (b) => [b]): [Duplex, Duplex] {
  const make = (other: () => Duplex): Duplex => new Duplex({
    read() {},
    write(b: Buffer, _e, done) {
      for (const part of cut(b)) other().push(part)
      setImmediate(done)
    },
    destroy(e, done) {
      if (!other().destroyed) setImmediate(() => other().destroy())
      done(e)
    },
  })
  const a: Duplex = make(() => b)
  const b: Duplex = make(() => a)
  return [a, b]
}

interface End { mux: Mux; control: Message[]; channels: Channel[]; got: Map<number, Buffer[]>; closed: Array<VaultError | null> }

function end(stream: Duplex, opens: boolean, consume = true): End {
  const e: End = { mux: null as never, control: [], channels: [], got: new Map(), closed: [] }
  e.mux = new Mux(stream, {
    control: (m) => void e.control.push(m),
    open: opens ? (c) => { e.channels.push(c); listen(e, c, consume) } : undefined,
    close: (error) => void e.closed.push(error),
  })
  return e
}

function listen(e: End, c: Channel, consume: boolean): void {
  const parts: Buffer[] = []
  e.got.set(c.id, parts)
  c.handlers = { data(b) { parts.push(Buffer.from(b)); if (consume) c.consumed(b.length) }, drain() {}, close() {} }
}

t.test('whatever the cuts, what goes in comes out, in order', async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(fc.oneof(fc.record({ c: fc.string({ maxLength: 200 }) }), fc.record({ on: fc.nat(2), bytes: fc.uint8Array({ maxLength: 3000 }) })), { maxLength: 20 }), fc.integer({ min: 1, max: 40 }),
    async (things, size) => {
      const cut = (b: Buffer) => Array.from({ length: Math.ceil(b.length / size) }, (_, i) => b.subarray(i * size, (i + 1) * size))
      const [x, y] = pair(cut)
      const a = end(x, false)
      const b = end(y, true)
      const channels = [0, 1, 2].map(() => a.mux.openChannel()!)
      for (const thing of things) {
        if ('c' in thing) a.mux.send({ type: 'T', text: thing.c })
        else channels[thing.on].write(thing.bytes)
      }
      a.mux.send({ type: 'END' })
      await until(() => b.control.at(-1)?.type === 'END')
      const said = things.flatMap((x) => ('c' in x ? [x.c] : []))
      const wrote = (n: number) => Buffer.concat(things.flatMap((x) => ('on' in x && x.on === n ? [x.bytes] : [])))
      const ok = JSON.stringify(b.control.slice(0, -1).map((m) => m.text)) === JSON.stringify(said)
        && channels.every((c, n) => Buffer.concat(b.got.get(c.id) ?? []).equals(wrote(n)))
      a.mux.close()
      return ok
    }), { numRuns: 60 })
})

t.test('a slow reader holds up its channel only, and memory is bounded', async (t) => {
  const [x, y] = pair()
  const a = end(x, false)
  const b = end(y, true, false)
  const slow = a.mux.openChannel()!
  const fast = a.mux.openChannel()!
  const big = Buffer.alloc(CHANNEL_WINDOW * 3, 7)
  t.equal(slow.write(big), false)
  t.equal(slow.queuedBytes, CHANNEL_WINDOW * 2, 'one window is under way, the rest waits')
  fast.write(Buffer.from('hello'))
  a.mux.send({ type: 'PING' })
  t.ok(await until(() => b.control.length === 1 && b.got.get(fast.id)?.length === 1))
  const size = () => b.got.get(slow.id)!.reduce((n, p) => n + p.length, 0)
  t.equal(size(), CHANNEL_WINDOW)
  let drained = false
  slow.handlers = { ...slow.handlers, drain() { drained = true } }
  b.channels[0].consumed(CHANNEL_WINDOW)
  b.channels[0].handlers = { data(d) { b.got.get(slow.id)!.push(Buffer.from(d)); b.channels[0].consumed(d.length) }, drain() {}, close() {} }
  t.ok(await until(() => size() === big.length && drained))
  slow.write(Buffer.alloc(100))
  slow.close()
  t.ok(await until(() => !b.channels[0].open), 'closed after the last byte')
  t.equal(size(), big.length + 100)
  a.mux.close()
})

const header = (length: number, type: number, channel: number) => {
  const h = Buffer.alloc(9)
  h.writeUInt32LE(length, 0)
  h[4] = type
  h.writeUInt32LE(channel, 5)
  return h
}

t.test('a hostile guest is cut off, never obeyed', async (t) => {
  const cases: Array<[string, Buffer]> = [
    ['a chunk too large', header(MAX_CHUNK + 1, 2, 1)],
    ['a length of 4 GiB', header(0xffffffff, 0, 0)],
    ['data for a channel that never was', Buffer.concat([header(1, 3, 77), Buffer.from('x')])],
    ['opening a channel itself', header(0, 2, 5)],
    ['an unknown type', header(0, 99, 1)],
    ['credit beyond the window', Buffer.concat([header(4, 5, 1), Buffer.from([255, 255, 255, 255])])],
    ['control that is not a value', Buffer.concat([header(4, 0, 0), Buffer.from('junk')])],
    ['empty parts for ever', header(0, 1, 0)],
    ['a control message without end', Buffer.concat(Array.from({ length: MAX_CONTROL / MAX_CHUNK + 1 }, () => Buffer.concat([header(MAX_CHUNK, 1, 0), Buffer.alloc(MAX_CHUNK)])))],
    ['more data than the window', Buffer.concat(Array.from({ length: CHANNEL_WINDOW / MAX_CHUNK + 1 }, () => Buffer.concat([header(MAX_CHUNK, 3, 1), Buffer.alloc(MAX_CHUNK)])))],
  ]
  for (const [what, bytes] of cases) {
    const [x, y] = pair()
    const a = end(x, false)
    listen(a, a.mux.openChannel()!, false)
    y.write(bytes)
    t.ok(await until(() => a.closed.length === 1), what)
    t.equal(a.closed[0]?.code, 'PROTOCOL', what)
  }
})

t.test('random bytes never do more than close it', () => fc.assert(fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 10 }), async (chunks) => {
  const [x, y] = pair()
  const a = end(x, false)
  a.mux.openChannel()
  for (const c of chunks) y.write(Buffer.from(c))
  await new Promise((done) => setImmediate(done))
  a.mux.close()
  return a.closed.length === 1
})))

t.test('channels are counted', async (t) => {
  const [x, y] = pair()
  const a = end(x, false)
  end(y, true)
  const all = Array.from({ length: MAX_CHANNELS }, () => a.mux.openChannel())
  t.ok(all.every((c) => c !== null))
  t.equal(a.mux.openChannel(), null)
  all[0]!.close()
  t.not(a.mux.openChannel(), null)
  t.throws(() => a.mux.send({ type: 'X', text: 'y'.repeat(MAX_CONTROL) }), { code: 'LIMIT' })
  a.mux.close()
})

t.test('a side that is not trusted is read at a pace', async (t) => {
  const [stream, other] = pair()
  other.on('data', () => {})
  const began = performance.now()
  let pauses = 0
  stream.on('pause', () => { pauses++ })
  const mux = new Mux(stream, { chunksPerSecond: 1_000, control() {}, close() {} })
  const chunk = Buffer.alloc(9)
  chunk[4] = 5
  chunk.writeUInt32LE(1, 5)
  const channel = mux.openChannel()!
  t.equal(channel.id, 1)
  // Credit of nothing: valid, and of no use.
  const credit = Buffer.concat([chunk, Buffer.alloc(4)])
  credit.writeUInt32LE(4, 0)
  for (let i = 0; i < 3; i++) {
    other.write(Buffer.concat(Array.from({ length: 700 }, () => credit)))
    await new Promise((done) => setImmediate(done))
  }
  t.notOk(mux.closed)
  t.ok(pauses >= 1, 'the second lot was too much')
  await new Promise<void>((done) => stream.once('resume', () => done()))
  t.ok(performance.now() - began >= 900, 'until the second is over')
  mux.close()
})
