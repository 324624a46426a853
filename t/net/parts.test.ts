/** The small parts both protocols share: addresses, pace, the out-queue, GMCP messages, text. */
import t from 'tap'
import fc from 'fast-check'
import { Gate } from '../../driver/net/gate.js'
import { isLoopback, unmapped } from '../../driver/net/addresses.js'
import { canonicalName, formatGmcp, GmcpSession, parseGmcp } from '../../driver/net/gmcp.js'
import { CONTROL_RESERVE, DEFAULT_NET_LIMITS, GMCP_IN_BYTES, GMCP_MODULES } from '../../driver/net/limits.js'
import { OutQueue, type Kind } from '../../driver/net/outqueue.js'
import { TokenBucket } from '../../driver/net/pace.js'
import { clean, decode, transliterate } from '../../driver/net/text.js'
import type { WireInfo } from '../../driver/net/wire.js'

t.test('addresses: a customer of IPv6 counts once, loopback is told in all its forms', async (t) => {
  const gate = new Gate({ ...DEFAULT_NET_LIMITS, perAddress: 2, perAddressLoopback: 3 })
  t.equal(gate.enter('2001:db8:0:1::1'), null)
  t.equal(gate.enter('2001:0db8:0000:0001:ffff::2'), null)
  t.match(gate.enter('2001:db8:0:1:2:3:4:5'), /Too many/)
  t.equal(gate.enter('2001:db8:0:2::1'), null, 'the next network is another')
  gate.leave('2001:db8:0:1::9')
  t.equal(gate.enter('2001:db8:0:1::1'), null)
  t.equal(gate.enter('::ffff:192.0.2.1'), null)
  t.equal(gate.enter('192.0.2.1'), null)
  t.match(gate.enter('::ffff:192.0.2.1'), /Too many/, 'mapped and plain are one')
  gate.leave('never came')
  t.equal(gate.size, 5)
  for (const address of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1', '0000:0000:0000:0000:0000:0000:0000:0001', '0000:0000:0000:0000:0000:ffff:7f00:0001']) t.ok(isLoopback(address), address)
  for (const address of ['128.0.0.1', '::2', '', '127.evil', '::ffff:8.8.8.8']) t.notOk(isLoopback(address), address)
  t.equal(unmapped('0000:0000:0000:0000:0000:ffff:c000:0201'), '192.0.2.1')
  fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()))), (steps) => {
    const any = new Gate(DEFAULT_NET_LIMITS)
    for (const [enter, address] of steps) if (enter) any.enter(address)
    else any.leave(address)
    return any.size >= 0
  }))
})

t.test('a token bucket over any time gives its burst and its rate, no more', async () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 300 }), (waits) => {
    let now = 0
    const bucket = new TokenBucket(20, 10, () => now)
    let taken = 0
    for (const wait of waits) {
      now += wait
      while (bucket.take()) taken++
    }
    return taken <= 10 + now * 20 / 1000 + 1e-6 && bucket.wait() >= 1 && bucket.wait() <= 50
  }))
})

t.test('the out-queue: order kept, memory bounded, nothing but GMCP and told text lost', async (t) => {
  const limits = { ...DEFAULT_NET_LIMITS, outQueueBytes: 2_000 }
  const mark = Buffer.from('<lost>')
  const step = fc.oneof(
    fc.record({ push: fc.constantFrom<Kind>('text', 'prompt', 'gmcp', 'control'), size: fc.integer({ min: 1, max: 700 }) }),
    fc.constantFrom('drain' as const, 'turn' as const),
  )
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.boolean(), async (steps, framed) => {
    const sent: { text: string, kind: Kind }[] = []
    let open = true
    let stuck = ''
    const queue = new OutQueue({
      lostMark: mark,
      send(bytes, kind) {
        sent.push({ text: bytes.toString('latin1'), kind })
        open = sent.length % 3 !== 0
        return open
      },
      stuck: (reason) => { stuck = reason },
    }, limits, framed)
    let serial = 0
    const pushed: string[] = []
    for (const s of steps) {
      if (s === 'turn') await new Promise(setImmediate)
      else if (s === 'drain') {
        open = true
        queue.drained()
      } else {
        const name = `${s.push[0]}${serial++}:`
        const text = `[${name}${'x'.repeat(s.size)}]`
        pushed.push(text)
        queue.push(s.push, Buffer.from(text))
        if (queue.bytes > limits.outQueueBytes + CONTROL_RESERVE + mark.length) return false
      }
    }
    for (let i = 0; i < 200; i++) {
      await new Promise(setImmediate)
      queue.drained()
    }
    queue.stop()
    const all = sent.map((s) => s.text).join('')
    const serials = [...all.matchAll(/\[[tpgc](\d+):/g)].map((m) => Number(m[1]))
    const ordered = serials.every((n, i) => i === 0 || n > serials[i - 1])
    const controls = pushed.filter((text) => text.startsWith('[c'))
    const whole = stuck !== '' || controls.every((text) => all.includes(text))
    const told = queue.lostBytes === 0 || stuck !== '' || all.includes('<lost>')
    const apart = !framed || sent.every(({ text, kind }) => kind !== 'gmcp' || /^\[g\d+:x+\]$/.test(text))
    return ordered && whole && told && apart
  }), { numRuns: 300 })
  t.pass('300 histories')
})

t.test('text is cut between characters, never within one', async (t) => {
  const limits = { ...DEFAULT_NET_LIMITS, outQueueBytes: 100_000 }
  for (const filler of ['', 'a', 'ab', 'abc']) {
    const frames: Buffer[] = []
    const queue = new OutQueue({ lostMark: Buffer.from('!'), send: (bytes) => frames.push(bytes) > 0, stuck() {} }, limits, true)
    queue.push('text', Buffer.from(filler + '🐟'.repeat(40_000)))
    await new Promise(setImmediate)
    queue.stop()
    t.ok(frames.length > 1)
    for (const frame of frames) t.notMatch(frame.toString('utf8'), /\ufffd/)
  }
})

t.test('GMCP: what is formatted is read back; anything else is null, never a throw', async (t) => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
    const text = formatGmcp('Char.Vitals', value)
    if (text === null || text.length > GMCP_IN_BYTES) return true
    const back = parseGmcp(text)
    return back !== null && JSON.stringify(back.data) === JSON.stringify(value)
  }))
  fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.json().map((s) => `A.B ${s}`)), (text) => {
    const message = parseGmcp(text)
    return message === null || typeof message.name === 'string'
  }))
  t.equal(canonicalName('comm.channel.TEXT'), 'Comm.Channel.Text')
  t.equal(canonicalName('My.Own'), 'My.Own')
  t.same(parseGmcp('Core.Ping'), { name: 'Core.Ping', data: undefined })
  t.equal(parseGmcp(`A.B "${'x'.repeat(GMCP_IN_BYTES)}"`), null)
  t.equal(parseGmcp(''), null)
  t.equal(parseGmcp('1bad'), null)
  t.equal(Object.getPrototypeOf(parseGmcp('A {"__proto__":{"x":1}}')?.data), Object.prototype, 'a name like any other')
})

t.test('GMCP modules: a long list is cut', async (t) => {
  const info: WireInfo = { kind: 'gmcp', address: '', port: 0, client: '', terminal: '', cols: 80, rows: 24, utf8: true, screenReader: false, gmcp: true, links: '' }
  const session = new GmcpSession({ info, events: { gmcp() {}, window() {}, interrupt() {} }, sendGmcp() {} })
  t.ok(session.supports('Anything.AtAll'))
  session.receive({ name: 'Core.Supports.Set', data: [...Array.from({ length: 1000 }, (_, i) => `M${i} 1`), 5, null, 'x'.repeat(1000)] })
  t.ok(session.supports(`M${GMCP_MODULES - 1}.X`))
  t.notOk(session.supports(`M${GMCP_MODULES}`))
  session.receive({ name: 'Core.Supports.Set', data: 'nonsense' })
  t.notOk(session.supports('M1'))
  session.receive({ name: 'Core.Hello', data: { client: '\x1b[31mEvil\nName' + 'x'.repeat(100) } })
  t.ok(info.client.startsWith('EvilName') && info.client.length <= 40)
})

t.test('text in is printable, text out is ASCII when it must be', async (t) => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !/[\x00-\x08\x0a-\x1f\x7f-\x9f]/.test(clean(text)) && /^[\x00-\x7f]*$/.test(transliterate(text))))
  fc.assert(fc.property(fc.uint8Array(), (bytes) => typeof decode(Buffer.from(bytes)) === 'string'))
  t.equal(clean('a\x1b[1;31mb\x1b]8;;http://x\x1b\\c\x1bOAd\x1b'), 'abcd')
  t.equal(transliterate('Ångström – “naïve” … ┌─┐ ▓ Łódź 5 €'), 'Angstrom - "naive" ... +-+ # Lodz 5 EUR')
})
