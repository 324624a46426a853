// What makes a cold start quick: a snapshot of the worker's process, or V8's code cache; and that a worker from it is a worker.
import t from 'tap'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { WORKER_BUNDLE } from '../../driver/roles/paths.js'
import { SILENT } from '../../vaultd/log.js'
import { quickStart, type Quick } from '../../vaultd/process/quick.js'
import { tree } from '../../vaultd/process/proc.js'
import { folder, freshState, until } from './base.js'
import { base, whyNot } from './lxc-rig.js'
import { call, clone, failureOf, gone, Rig } from './rig.js'

const made = (bundle: string, state: string, snapshots = true) => new Promise<Quick>((done) => void quickStart({ bundle, state, node: process.execPath, heap: 128, snapshots, log: SILENT }, done))
const SOURCE = `
mapping get(string url) { return http_request(url); }
int fail(int n) {
  return 1 / n;
}
int sum(int n) { int s; for (int i = 0; i < n; i++) s += i; return s; }
string text(mixed x) { return sprintf("%O", x) + regexp_replace("abc", "b", "-") + json_encode(([ "a": 1 ])) + hash("sha256", "x"); }
mixed dice() { return ({ random(1000000000), secure_random(1000000000) }); }
string regexp_replace(string s, string a, string b) { return implode(explode(s, a), b); }`

t.test('a snapshot of the real worker', async (t) => {
  const server = createServer((_req, res) => void res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('packed'))).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const lacking = await whyNot()
  const state = freshState()
  const quick = await made(WORKER_BUNDLE, state)
  t.same([...quick.files.keys()], ['start.blob'])
  t.same(quick.program('/app/w.cjs', (n) => `/app/${n}`), ['--snapshot-blob', '/app/start.blob', '/app/w.cjs'])
  for (const agent of [{ backend: 'process' as const }, { backend: 'process' as const, isolation: 'unshare' as const }, { backend: 'process' as const, isolation: 'none' as const }, ...(lacking === null ? [{ backend: 'lxc' as const, base }] : [])]) {
    const rig = await Rig.start({ agent: { ...agent, state, worker: { bundle: WORKER_BUNDLE }, pool: { target: 1 }, egress: { allow: [new URL(url).host] } } })
    const mesh = await rig.mesh()
    const [w] = await clone(mesh, { text: SOURCE })
    const vault = rig.agents[0].backend.list().find((v) => v.name === w.info().get('vault'))!
    t.ok(tree(vault.pid).some((pid) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('--snapshot-blob')), `${JSON.stringify(agent)}: it started from it`)
    t.equal(await call(w, 'sum', [1_000]), 499_500)
    t.match(await call(w, 'get', [url]).then((m) => (m as { get(k: string): unknown }).get('body')), 'packed', 'modules that are loaded later')
    t.match(await call(w, 'text', [[1, 'a']]), /a-c\{"a":1\}2d711642b726b044/)
    t.match(await failureOf(call(w, 'fail', [0])), { message: /zero/i, trace: [{ program: '/worker.c', line: 4 }] })
    const [twin] = await clone(mesh, { text: SOURCE })
    t.equal(new Set([await call(w, 'dice'), await call(twin, 'dice')].flat()).size, 4, 'chance is not in the snapshot')
    const left = (): string[] => (rig.agents[0].backend.isolation === 'none' ? readdirSync(join(state, 'tmp')) : [])
    t.equal(left().includes(vault.name), rig.agents[0].backend.isolation === 'none', 'where it has no /tmp of its own its files are in a folder of its own')
    // More heap than it was made with: it cannot be used, and need not be.
    const [big] = await clone(mesh, { text: SOURCE }, { memory: 192 })
    t.equal(await call(big, 'sum', [10]), 45)
    await gone(t, rig)
    t.same(left(), [], 'and go with it')
  }
  server.close()
})

t.test('which of the two, and neither', async (t) => {
  const state = freshState()
  const plain = await made(WORKER_BUNDLE, state, false)
  t.same([...plain.files.keys()], ['loader.cjs', 'cache.bin'], 'a code cache where the node may be another')
  t.ok([...plain.files.values()].every((f) => existsSync(f)))
  const faulty = join(folder, 'faulty.cjs')
  writeFileSync(faulty, "const { startupSnapshot: s } = require('node:v8'); if (s.isBuildingSnapshot()) s.setDeserializeMainFunction(() => process.exit(3)); else { const { Socket } = require('node:net'); new Socket({ fd: 3 }).on('close', () => process.exit()).write('x') }")
  const told: string[] = []
  const otherwise = await new Promise<Quick>((done) => void quickStart({ bundle: faulty, state, node: process.execPath, heap: 128, snapshots: true, log: { ...SILENT, warn: (_f, text) => void told.push(text) } }, done))
  t.same([...otherwise.files.keys()], ['loader.cjs', 'cache.bin'], 'a snapshot that does not start is not used')
  t.match(told, [/no snapshot/])
  t.same(readdirSync(join(state, 'cache')).filter((f) => f.endsWith('.blob') || f.endsWith('.new')), [], 'nor kept')
  t.type(quickStart({ bundle: join(folder, 'x.mjs'), state, node: process.execPath, heap: 128, snapshots: true, log: SILENT }, () => t.fail('of a module nothing is made')), 'function')
  quickStart({ bundle: WORKER_BUNDLE, state: freshState(), node: process.execPath, heap: 96, snapshots: true, log: SILENT }, () => t.fail('given up'))()
  await until(() => false, 300)
})
