import { execFileSync } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import fc from 'fast-check'
import { ByteBuffer, Builder } from 'flatbuffers'
import t from 'tap'
import { MeshError } from '../../netd/errors.js'
import { decodeFrame, eachFrame, Kind, type Frame } from '../../netd/frame.js'
import { encodeFrame, FrameWriter } from '../../netd/framewriter.js'
import { MAX_CHAIN, MAX_METHOD } from '../../netd/limits.js'
import { newSlots, verifyEnvelope } from '../../netd/verify.js'
import { Frame as Generated } from '../../schema/generated/frame.js'

const ids = fc.maxSafeInteger().map(Math.abs)
const u32 = fc.integer({ min: 0, max: 0xffffffff })
const body = fc.uint8Array({ maxLength: 200 })
const method = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.]{0,20}$/)
const frames: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ kind: fc.constantFrom(Kind.HELLO, Kind.ACCEPT, Kind.REJECT, Kind.GOAWAY, Kind.RESUME, Kind.RESUMED), body }),
  fc.record({ kind: fc.constantFrom(Kind.PING, Kind.PONG, Kind.CREDIT, Kind.ACK, Kind.NEXT, Kind.CANCEL), call: ids }),
  fc.record({
    kind: fc.constant(Kind.CALL), flags: fc.integer({ min: 0, max: 3 }), call: ids, target: u32, incarnation: u32, method: fc.option(method), methodId: fc.integer({ min: 0, max: 65535 }),
    deadline: u32, chain: fc.stringMatching(/^[!-~]{0,40}$/), depth: fc.integer({ min: 0, max: 255 }),
    trace: fc.stringMatching(/^[!-~]{0,64}$/), body,
  }),
  fc.record({ kind: fc.constantFrom(Kind.ITEM, Kind.ITEMS_END), target: u32, body }),
  fc.record({ kind: fc.constant(Kind.ITEMS_TAKEN), target: u32, call: ids }),
  fc.record({ kind: fc.constant(Kind.FRAG), flags: fc.integer({ min: 0, max: 2 }), call: ids, total: u32, body }),
  fc.record({ kind: fc.constantFrom(Kind.RESULT, Kind.ERROR), call: ids, body }),
  fc.record({ kind: fc.constant(Kind.RELEASE), refs: fc.array(u32, { maxLength: 20 }) }),
  fc.record({ kind: fc.constant(Kind.DESTRUCT), target: u32 }),
)

function same(a: Frame, b: unknown): boolean {
  return JSON.stringify(a, bytes) === JSON.stringify(b, bytes)
}
const bytes = (_key: string, v: unknown) => (v instanceof Uint8Array ? `bytes ${Buffer.from(v).toString('hex')}` : v !== null && typeof v === 'object' && 'type' in v ? `bytes ${Buffer.from((v as unknown as { data: number[] }).data).toString('hex')}` : v)
const buffer = (b: Uint8Array) => Buffer.from(b.buffer, b.byteOffset, b.byteLength)

t.test('every frame comes back as it was, alone and in batches', async () => {
  fc.assert(fc.property(frames, (f) => same(f, decodeFrame(buffer(encodeFrame(f))))), { numRuns: 3000 })
  fc.assert(fc.property(fc.array(frames, { maxLength: 30 }), (list) => {
    const w = new FrameWriter(1 << 20, 64)
    for (const f of list) w.frame(f)
    const got: unknown[] = []
    eachFrame(Buffer.from(w.take()), (f) => got.push({ ...f, ...('body' in f ? { body: f.body.slice() } : {}) }))
    return got.length === list.length && got.every((g, i) => same(list[i], g))
  }), { numRuns: 300 })
})

t.test('what we write, the generated accessors read; what the generated builder writes, we read', async (t) => {
  fc.assert(fc.property(frames, (f) => {
    const g = Generated.getRootAsFrame(new ByteBuffer(encodeFrame(f)))
    t.equal(g.kind(), f.kind)
    if ('call' in f) t.equal(g.callHi() * 2 ** 32 + g.callLo(), f.call)
    if ('body' in f) t.same(Buffer.from(g.bodyArray() ?? []), Buffer.from(f.body))
    if (f.kind === Kind.DESTRUCT) t.equal(g.target(), f.target)
    if (f.kind === Kind.RELEASE) t.same(Array.from({ length: g.refsLength() }, (_, i) => g.refs(i)), f.refs)
    if (f.kind !== Kind.CALL) return
    t.equal(Buffer.from(g.traceArray() ?? []).toString('latin1'), f.trace)
    t.equal(g.flags(), f.flags)
    t.same([g.target(), g.incarnation(), g.method(), g.methodId(), g.deadline(), g.depth()], [f.target, f.incarnation, f.method, f.methodId, f.deadline, f.depth])
    t.equal(Buffer.from(g.chainArray() ?? []).toString('latin1'), f.chain)
  }), { numRuns: 300 })
  fc.assert(fc.property(frames, (f) => same(f, decodeFrame(buffer(built(f))))), { numRuns: 1000 })
})

/** The frame as the library's own builder writes it: other order, other vtables, defaults left out. */
function built(f: Frame): Uint8Array {
  const b = new Builder(64)
  const bodyAt = 'body' in f ? Generated.createBodyVector(b, f.body) : 0
  const refsAt = f.kind === Kind.RELEASE ? Generated.createRefsVector(b, [...f.refs]) : 0
  const chainAt = f.kind === Kind.CALL && f.chain !== '' ? Generated.createChainVector(b, Buffer.from(f.chain, 'latin1')) : 0
  const traceAt = f.kind === Kind.CALL && f.trace !== '' ? Generated.createTraceVector(b, Buffer.from(f.trace, 'latin1')) : 0
  const methodAt = f.kind === Kind.CALL && f.method !== null ? b.createString(f.method) : 0
  Generated.startFrame(b)
  Generated.addKind(b, f.kind)
  if ('call' in f) {
    Generated.addCallLo(b, f.call >>> 0)
    Generated.addCallHi(b, Math.floor(f.call / 2 ** 32))
  }
  if ('target' in f) Generated.addTarget(b, f.target)
  if (f.kind === Kind.FRAG) Generated.addTarget(b, f.total)
  if ('flags' in f) Generated.addFlags(b, f.flags)
  if (f.kind === Kind.CALL) {
    Generated.addIncarnation(b, f.incarnation)
    Generated.addMethodId(b, f.methodId)
    Generated.addDeadline(b, f.deadline)
    Generated.addDepth(b, f.depth)
  }
  Generated.addMethod(b, methodAt)
  Generated.addChain(b, chainAt)
  Generated.addRefs(b, refsAt)
  Generated.addBody(b, bodyAt)
  Generated.addTrace(b, traceAt)
  b.finish(Generated.endFrame(b))
  return b.asUint8Array()
}

t.test('the generated code is what the schema says', async (t) => {
  t.doesNotThrow(() => execFileSync(process.execPath, ['tools/schema.mjs', '--check'], { stdio: 'pipe' }))
})

const MUTANTS = Number(process.env.MUTANTS ?? 200_000)
t.test(`${MUTANTS} mutated envelopes: refused or read inside their bounds, each under 10 ms`, async (t) => {
  const seeds = fc.sample(frames, { numRuns: 200, seed: 11 }).flatMap((f) => [encodeFrame(f), built(f)])
  const slots = newSlots()
  let state = 99
  const random = (below: number) => ((state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 8) % below
  let worst = 0
  let refused = 0
  for (let i = 0; i < MUTANTS; i++) {
    // In the middle of other bytes, as in a batch: what lies outside must not be touched.
    const seed = seeds[i % seeds.length]
    const b = Buffer.alloc(seed.length + 32, 0xaa)
    b.set(seed, 16)
    for (let k = 1 + random(3); k > 0; k--) b[16 + random(seed.length)] = random(256)
    const end = 16 + (random(8) === 0 ? random(seed.length) : seed.length)
    let t0 = performance.now()
    try {
      const f = decodeFrame(b, 16, end)
      if ('body' in f && f.body.length > 0 && (f.body.byteOffset < b.byteOffset + 16 || f.body.byteOffset + f.body.length > b.byteOffset + end)) t.fail('a body outside its envelope')
      verifyEnvelope(b, 16, end, slots)
      for (let k = 0; k < slots.at.length; k++) if (slots.at[k] >= 0 && (slots.at[k] < 16 || slots.at[k] > end)) t.fail('a field outside its envelope')
    } catch (e) {
      if (!(e instanceof MeshError)) t.fail(String(e))
      refused++
    }
    let ms = performance.now() - t0
    // The machine may have been elsewhere: what counts is the best of four.
    for (let again = 0; ms > 10 && again < 3; again++) {
      t0 = performance.now()
      verifyEnvelope(b, 16, end, slots)
      ms = Math.min(ms, performance.now() - t0)
    }
    worst = Math.max(worst, ms)
  }
  t.ok(refused > MUTANTS / 10, `${refused} refused`)
  t.ok(worst < 10, `worst ${worst.toFixed(2)} ms`)
})

t.test('names and chains are bounded', async (t) => {
  const call = { kind: Kind.CALL, call: 1, target: 0, incarnation: 0, method: 'f', methodId: 0, flags: 0, deadline: 0, chain: '', depth: 0, trace: '', body: new Uint8Array(0) } as const
  t.throws(() => encodeFrame({ ...call, method: 'f'.repeat(MAX_METHOD + 1) }), { code: 'MALFORMED' })
  t.throws(() => encodeFrame({ ...call, chain: 'c'.repeat(MAX_CHAIN + 1) }), { code: 'MALFORMED' })
  t.throws(() => decodeFrame(buffer(built({ ...call, method: 'f'.repeat(MAX_METHOD + 1) }))), { code: 'MALFORMED' })
  t.throws(() => decodeFrame(buffer(built({ ...call, method: 'no name' }))), { code: 'MALFORMED' })
  t.throws(() => decodeFrame(buffer(built({ ...call, chain: 'c'.repeat(MAX_CHAIN + 1) }))), { code: 'MALFORMED' })
})
