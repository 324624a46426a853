/** Long frames in pieces: what overtakes them and what may not, what they cost, and how they end. */
import t from 'tap'
import type { Value } from '../../driver/vm/values.js'
import { BULK_WINDOW, CALL_WINDOW } from '../../netd/limits.js'
import type { Link } from '../../netd/link.js'
import { call, callee, pair } from './support.js'

const MIB = 1_048_576
const big = (n: number) => 'b'.repeat(n)

/** A link that stops passing bytes on while `held`: a slow network. */
class Slow {
  held = false
  bytes = 0
  private queue: Array<() => void> = []
  wrap = (link: Link): Link => ({
    name: link.name,
    get bufferedBytes() { return link.bufferedBytes },
    start: (h) => link.start(h),
    close: (r) => link.close(r),
    send: (b) => {
      this.bytes += b.length
      if (this.held) this.queue.push(() => link.send(b))
      else link.send(b)
    },
  })
  free(): void {
    this.held = false
    for (const send of this.queue.splice(0)) send()
  }
}

t.test('15 MiB there and back; a small call made later is answered first, calls of one caller keep their order', async (t) => {
  const ran: string[] = []
  const p = await pair(callee({ echo: (v, tag) => { ran.push(String(tag)); return v } }))
  t.teardown(() => p.close())
  const text = big(15 * MIB)
  const order: string[] = []
  const long = call(p.caller, 'echo', [text, 'long'], { from: 'a' }).then((r) => (order.push('long'), r))
  const same = call(p.caller, 'echo', [1, 'same'], { from: 'a' }).then(() => order.push('same'))
  const other = call(p.caller, 'echo', [1, 'other'], { from: 'b' }).then(() => order.push('other'))
  const { failure, value } = await long
  t.equal(failure, null)
  t.ok(value === text)
  await Promise.all([same, other])
  t.same(ran, ['other', 'long', 'same'], 'another caller overtakes, the same one does not')
  t.equal(order[0], 'other')
})

t.test('several long values go side by side; no more than the window is on the way', async (t) => {
  const slow = new Slow()
  const p = await pair(callee({ size: (v) => (v as string).length }), { wrap: slow.wrap })
  t.teardown(() => p.close())
  slow.held = true
  const all = [3, 2, 1].map((n) => call(p.caller, 'size', [big(n * MIB)], { from: n }))
  const small = call(p.caller, 'size', ['x'], { from: 'small' })
  while (slow.bytes <= BULK_WINDOW / 2) await new Promise((resolve) => setTimeout(resolve, 5))
  await new Promise((resolve) => setTimeout(resolve, 50))
  t.ok(slow.bytes > BULK_WINDOW / 2 && slow.bytes < BULK_WINDOW * 1.1, `${slow.bytes} bytes left while nobody took any`)
  slow.free()
  t.equal((await small).value, 1)
  t.same((await Promise.all(all)).map((r) => r.value), [3 * MIB, 2 * MIB, MIB])
})

t.test('a session is alive while 3 MiB crawl through it', async (t) => {
  // Every record waits 30 ms: the value takes longer than the lease.
  const crawl = (link: Link): Link => {
    let last = Promise.resolve()
    return {
      name: link.name, get bufferedBytes() { return link.bufferedBytes }, start: (h) => link.start(h), close: (r) => link.close(r),
      send: (b) => void (last = last.then(() => new Promise<void>((next) => setTimeout(() => (link.send(b), next()), b.length > 10_000 ? 30 : 0)))),
    }
  }
  const p = await pair(callee({ size: (v) => (v as string).length }), { wrap: crawl, caller: { lease: 1_000 } })
  t.teardown(() => p.close())
  const t0 = performance.now()
  t.equal((await call(p.caller, 'size', [big(3 * MIB)])).value, 3 * MIB)
  t.ok(performance.now() - t0 > 1_000, 'it did take longer than the lease')
  t.equal(p.caller.state, 'open')
})

t.test('given up on the way: it never runs, says NOT_SENT, and the way is free again', async (t) => {
  const slow = new Slow()
  const ran: Value[] = []
  const p = await pair(callee({ run: (v) => ran.push((v as string).length) }), { wrap: slow.wrap })
  t.teardown(() => p.close())
  slow.held = true
  const late = call(p.caller, 'run', [big(4 * MIB)], { deadlineMs: 40 })
  const cancelled = new Promise<unknown>((resolve) => {
    const cancel = p.caller.call(0, 'run', [big(5 * MIB)], { from: 'x' }, (f) => resolve(f))
    setTimeout(cancel, 30)
  })
  t.match((await late).failure, { code: 'DEADLINE', outcome: 'NOT_SENT' })
  t.match(await cancelled, { code: 'CANCELLED', outcome: 'NOT_SENT' })
  slow.free()
  t.equal((await call(p.caller, 'run', [big(6 * MIB)])).value, 1)
  t.same(ran, [6 * MIB])
})

t.test('a long call is resumed in the middle after a break, and runs once', async (t) => {
  let ran = 0
  const p = await pair(callee({ size: (v) => { ran++; return (v as string).length } }), { resumable: true })
  t.teardown(() => p.close())
  const answers = [call(p.caller, 'size', [big(9 * MIB)]), call(p.caller, 'size', [big(8 * MIB)], { from: 2 })]
  for (let i = 0; i < 4; i++) {
    await new Promise((resolve) => setTimeout(resolve, 8))
    p.sockets.at(-1)!.resetAndDestroy()
  }
  t.same((await Promise.all(answers)).map((r) => r.value), [9 * MIB, 8 * MIB])
  t.equal(ran, 2)
})

t.test('a session lost in the middle of a long call: NOT_SENT, since it cannot have run', async (t) => {
  const slow = new Slow()
  const p = await pair(callee({ size: () => 0 }), { wrap: slow.wrap })
  t.teardown(() => p.close())
  slow.held = true
  const answer = call(p.caller, 'size', [big(4 * MIB)])
  await new Promise((resolve) => setTimeout(resolve, 20))
  p.sockets[0].resetAndDestroy()
  t.match((await answer).failure, { code: 'WORKER_LOST', outcome: 'NOT_SENT' })
})

t.test('arguments that are held there are bounded: OVERLOADED to the flooder, others go on', async (t) => {
  const waiting: Array<() => void> = []
  let arrived = () => {}
  const three = new Promise<void>((resolve) => (arrived = resolve))
  const p = await pair({
    call(method, _args, _context, done) {
      if (method === 'now') return done(null, 1)
      if (waiting.push(() => done(null, 1)) === 3) arrived()
    },
  })
  t.teardown(() => p.close())
  const part = big(CALL_WINDOW / 4)
  const held = [1, 2, 3].map((n) => call(p.caller, 'hold', [part], { from: n }))
  t.match((await call(p.caller, 'hold', [part], { from: 4 })).failure, { code: 'OVERLOADED', outcome: 'NOT_SENT' })
  t.equal((await call(p.caller, 'now', [], { from: 5 })).value, 1)
  await three
  for (const free of waiting) free()
  t.same((await Promise.all(held)).map((r) => r.value), [1, 1, 1])
  t.equal((await Promise.all([call(p.caller, 'now', [part])]))[0].value, 1, 'an answer gives the room back')
})

t.test('destruct comes after long calls of before, and after their answers', async (t) => {
  const ran: Value[] = []
  const p = await pair(callee({ echo: (v) => { ran.push((v as string).length); return v } }, { destruct: () => void ran.push('destruct') }))
  t.teardown(() => p.close())
  const text = big(5 * MIB)
  const answer = call(p.caller, 'echo', [text])
  p.caller.destruct()
  t.equal(((await answer).value as string).length, text.length)
  t.same(ran, [5 * MIB, 'destruct'])
})
