import t from 'tap'
import fc from 'fast-check'
import { VaultError } from '../../vaultd/errors.js'
import { choose, lacking, type Candidate, type Want } from '../../vaultd/matchmaker.js'

const node = (name: string, over: Partial<Candidate> = {}): Candidate => ({
  name, tags: new Set(), isolation: 'bubblewrap', freeMemory: 4096, cpus: 2, load: 0, running: 0, maxVaults: 100, warm: 1, alive: true, ...over,
})
const want = (over: Partial<Want> = {}): Want => ({ requires: [], node: null, memory: 128, cpu: null, isolation: 'none', avoid: new Set(), ...over })

t.test('which node is taken', async (t) => {
  const table: Array<[string, Candidate[], Partial<Want>, string]> = [
    ['the idle one', [node('a', { load: 2 }), node('b')], {}, 'b'],
    ['the emptier one', [node('a', { running: 3 }), node('b', { running: 1 })], {}, 'b'],
    ['the one with the tag', [node('a'), node('b', { tags: new Set(['gpu']), load: 5 })], { requires: ['gpu'] }, 'b'],
    ['the named one', [node('a'), node('b', { load: 5 })], { node: 'b' }, 'b'],
    ['the one with memory', [node('a', { freeMemory: 100 }), node('b', { load: 5 })], {}, 'b'],
    ['unshare is a process that sees nothing', [node('a', { isolation: 'none' }), node('b', { isolation: 'unshare', load: 5 })], { isolation: 'process' }, 'b'],
    ['the isolated one', [node('a', { isolation: 'none' }), node('b', { load: 5 })], { isolation: 'process' }, 'b'],
    ['one that is not full', [node('a', { running: 5, maxVaults: 5 }), node('b', { running: 50 })], {}, 'b'],
    ['one that is alive', [node('a', { alive: false }), node('b', { load: 9 })], {}, 'b'],
    ['one that has not failed', [node('a'), node('b', { load: 9 })], { avoid: new Set(['a']) }, 'b'],
    ['the more powerful', [node('a', { cpus: 1 }), node('b', { cpus: 8, load: 1 })], { cpu: 4 }, 'b'],
    ['the warm one of two', [node('a', { warm: 0 }), node('b', { warm: 1 })], {}, 'b'],
    ['by name, when all is equal', [node('b'), node('a')], {}, 'a'],
  ]
  for (const [what, nodes, over, expected] of table) t.equal(choose(nodes, want(over)).name, expected, what)
})

t.test('no node: the text says what was missing', async (t) => {
  const text = (nodes: Candidate[], over: Partial<Want>, away: string[] = []) => {
    try {
      return choose(nodes, want(over), () => away).name
    } catch (e) {
      return `${(e as VaultError).code}: ${(e as Error).message}`
    }
  }
  t.match(text([], {}), /^NO_NODE: no node: none has joined/)
  t.match(text([], {}, ['a', 'b']), /^NO_NODE: no node: not connected: a, b$/)
  t.match(text([node('a')], { node: 'b' }, ['b', 'c']), /^NO_NODE: no node: not connected: b$/, 'one that is away does exist')
  t.equal(text([node('a'), node('b')], { requires: ['gpu', 'net'] }), 'NO_NODE: no node: a, b lacks "gpu", "net"')
  t.match(text([node('a')], { isolation: 'lxc' }), /a isolates by "bubblewrap" only, "lxc" was asked/)
  t.match(text([node('a', { freeMemory: 100 })], { memory: 512 }), /a has 36 MiB free, 512 were asked/)
  t.match(text([node('a')], { node: 'zz' }), /^NO_SUCH_NODE: no node is named "zz"/)
  t.match(text([node('a', { alive: false })], { node: 'a' }), /a is silent/)
  t.match(text(['a', 'b', 'c', 'd', 'e'].map((n) => node(n, { running: 100 })), {}), /a, b, c and 2 more is full/)
})

t.test('the choice always satisfies the want', async () => {
  const candidate = fc.record({
    name: fc.string({ minLength: 1, maxLength: 3 }), tags: fc.subarray(['gpu', 'net', 'big']).map((x) => new Set(x)),
    isolation: fc.constantFrom('none', 'unshare', 'bubblewrap', 'lxc'), freeMemory: fc.nat(4096), cpus: fc.integer({ min: 1, max: 8 }), load: fc.double({ min: 0, max: 9, noNaN: true }),
    running: fc.nat(12), maxVaults: fc.nat(12), warm: fc.nat(3), alive: fc.boolean(),
  }) as fc.Arbitrary<Candidate>
  const wanted = fc.record({
    requires: fc.subarray(['gpu', 'net']), node: fc.constant(null), memory: fc.integer({ min: 32, max: 2048 }), cpu: fc.option(fc.integer({ min: 1, max: 8 })),
    isolation: fc.constantFrom('none', 'process', 'lxc'), avoid: fc.constant(new Set<string>()),
  }) as fc.Arbitrary<Want>
  fc.assert(fc.property(fc.array(candidate, { maxLength: 8 }), wanted, (nodes, w) => {
    const fit = nodes.filter((c) => lacking(c, w) === null)
    try {
      return fit.includes(choose(nodes, w))
    } catch (e) {
      return fit.length === 0 && e instanceof VaultError
    }
  }))
})

t.test('a thousand nodes', async (t) => {
  const nodes = Array.from({ length: 1000 }, (_, i) => node(`n${i}`, { running: i % 17, load: i % 3 }))
  for (let i = 0; i < 200; i++) choose(nodes, want())
  const times: number[] = []
  for (let i = 0; i < 500; i++) {
    const from = performance.now()
    choose(nodes, want({ requires: [] }))
    times.push(performance.now() - from)
  }
  times.sort((a, b) => a - b)
  t.comment(`1000 nodes: p50 ${(times[250] * 1000).toFixed(0)} us, p99 ${(times[495] * 1000).toFixed(0)} us`)
  t.ok(times[250] < 50, 'the median is no search that hangs; the figure itself is a benchmark')
})
