/** Items without answers: the window, the order, both ends, and a bad network. */
import t from 'tap'
import { Closure } from '../../driver/vm/closure.js'
import type { RemoteEnd, RemoteFailure } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { ITEM_BYTES, ITEM_WINDOW } from '../../netd/limits.js'
import type { Callee, Done, ObjectBridge } from '../../netd/session.js'
import { call, pair, type PairOptions } from './support.js'
import { object } from './values.js'

type Take = (args: Value[], done: Done) => (() => void) | void

/** A caller whose function `out` is in the worker's hands, and the worker's end of it. */
async function stream(t: { teardown(fn: () => void): void }, take: Take, o: PairOptions = {}) {
  const out = new Closure('functional', object('/consumer'), undefined as never, () => undefined, [], 'out')
  let end: RemoteEnd | null = null
  const bridge = (consumer: boolean): ObjectBridge => ({
    exported: () => ({ call: (_m, args, _c, done) => (consumer ? take(args, done) : done(null, 0)) }) as Callee,
    imported: (e) => ((end = e), out),
  })
  let finish: Done = () => {}
  const p = await pair({ call: (_m, _a, _c, done) => void (finish = done) }, { ...o, caller: { bridge: bridge(true) }, worker: { bridge: bridge(false) } })
  t.teardown(() => p.close())
  const ended: Array<RemoteFailure | null> = []
  const cancel = p.caller.call(0, 'begin', [out], {}, (f) => void ended.push(f))
  while (end === null) await new Promise((resolve) => setImmediate(resolve))
  const to = end as RemoteEnd
  /** Gives one and waits for room. */
  const emit = (...args: Value[]) => new Promise<RemoteFailure | null>((resolve) => void to.emit!(args, resolve))
  return { p, to, emit, ended, cancel, finish: (v: Value) => finish(null, v) }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 20))

t.test('items come in order, one at a time, all before the answer', async (t) => {
  const got: Value[] = []
  let running = 0
  let most = 0
  const s = await stream(t, ([i], done) => {
    most = Math.max(most, ++running)
    setImmediate(() => {
      running--
      got.push(i)
      done(null, 0)
    })
  })
  let refused = 0
  for (let i = 0; i < 300; i++) if ((await s.emit(i)) !== null) refused++
  s.finish('end')
  while (s.ended.length === 0) await soon()
  t.same(got, [...Array(300).keys()])
  t.same([most, refused], [1, 0])
})

t.test('the window of items, and of bytes: the producer waits', async (t) => {
  const held: Array<() => void> = []
  const s = await stream(t, (_a, done) => void held.push(() => done(null, 0)))
  let n = 0
  const all = (async () => {
    for (; n < 2 * ITEM_WINDOW; n++) await s.emit(n)
  })()
  while (n < ITEM_WINDOW - 1) await soon()
  await soon()
  t.equal(n, ITEM_WINDOW - 1, 'the last of the window waits for room')
  while (held.length > 0 || n < 2 * ITEM_WINDOW) {
    held.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await all
  while (held.length > 0) held.shift()!()
  const part = 'x'.repeat(ITEM_BYTES / 4)
  let m = 0
  void (async () => {
    for (; m < 100; m++) await s.emit(part)
  })()
  while (m < 3) await soon()
  await soon()
  t.equal(m, 3, 'four quarters of the bytes')
})

t.test('an error in the function ends the stream; the next one is fresh', async (t) => {
  const s = await stream(t, ([i], done) => (i === 3 ? done({ code: 'LPC', message: 'enough', outcome: 'EXECUTED_FAILED', trace: [] }, undefined) : done(null, 0)))
  let failed: RemoteFailure | null = null
  let i = 0
  for (; failed === null && i < 10_000; i++) {
    failed = await s.emit(i)
    if (i > 3) await soon()
  }
  t.match(failed, { code: 'LPC', message: 'enough' })
  t.equal(await s.emit(7), null)
})

t.test('a call that is given up stops what is given to its function', async (t) => {
  let taken = 0
  let stopped = 0
  const s = await stream(t, () => (taken++, () => void stopped++))
  await s.emit(1)
  while (taken === 0) await soon()
  s.cancel()
  while (stopped === 0) await soon()
  await soon()
  t.equal(stopped, 1)
  t.match(await s.emit(2), { code: 'CANCELLED' })
})

t.test('connections that break again and again: every item once, in order', async (t) => {
  const got: Value[] = []
  const s = await stream(t, ([i], done) => {
    got.push(i)
    done(null, 0)
  }, { resumable: true })
  for (let i = 0; i < 1000; i++) {
    if (i % 150 === 75) s.p.sockets.at(-1)!.resetAndDestroy()
    await s.emit(i)
  }
  s.finish(0)
  while (s.ended.length === 0) await soon()
  t.same(s.ended, [null])
  t.same(got, [...Array(1000).keys()])
})

t.test('the session ends: whoever waits for room hears of it', async (t) => {
  const s = await stream(t, () => {})
  const waiting = (async () => {
    for (;;) {
      const f = await s.emit(1)
      if (f !== null) return f
    }
  })()
  await soon()
  s.p.caller.close()
  t.match(await waiting, { code: 'CLOSED' })
  t.match((await call(s.p.caller, 'x')).failure, { outcome: 'NOT_SENT' })
})
