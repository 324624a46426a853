// The backend `incus` against a real cluster of two LXD daemons in network namespaces.
import t from 'tap'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VaultExit } from '../../vaultd/backend.js'
import { openBackend } from '../../vaultd/backends.js'
import { explainExit } from '../../vaultd/exit.js'
import type { IncusBackend, IncusOptions } from '../../vaultd/incus/backend.js'
import { openIncus } from '../../vaultd/incus/open.js'
import { SILENT } from '../../vaultd/log.js'
import { find } from '../../vaultd/process/probe.js'
import { folder, freshState, until } from './base.js'
import { Between } from './between.js'
import { Cluster, whyNoCluster } from './lxd-cluster.js'
import { ask, obey } from './obey.js'
import { ADD, call, clone, failureOf, gone, Rig } from './rig.js'

const skip = await whyNoCluster()
if (skip !== null) t.comment(`no LXD cluster here, skipped: ${skip}`)
const here = { skip: skip ?? false as const }
const began = performance.now()
const cluster = skip === null ? await Cluster.start() : null!
if (skip === null) t.comment(`the cluster stands after ${Math.round(performance.now() - began)} ms`)
t.teardown(async () => { if (cluster) await cluster.close() })

let serial = 0
const name = () => `vaultd-i${process.pid}-${++serial}`
async function open(options: Partial<IncusOptions> = {}): Promise<IncusBackend> {
  const b = await openIncus({ server: { server: cluster.members[0].socket }, pool: 'default', target: '', bundle: obey, library: null, argv: [], state: freshState(), log: SILENT, ...options })
  if ('missing' in b) throw new TypeError(b.missing.join('; '))
  return b
}

/** One for several tests: each that is opened proves itself by a vault. */
let shared: Promise<IncusBackend> | null = null
const opened = (): Promise<IncusBackend> => shared ??= open()

t.test('placement, fences, figures, freezing, the end', here, async (t) => {
  const b = await opened()
  const ended: VaultExit[] = []
  b.onExit((e) => ended.push(e))
  const all = await Promise.all([1, 2, 3, 4].map(() => b.start({ name: name(), memory: 64 })))
  t.same([...new Set(all.map((v) => v.location))].sort(), ['m1', 'm2'], 'the cluster spreads them')
  t.same(await cluster.instances(), all.map((v) => v.name).sort())

  const v = all.find((x) => x.location === 'm2')!
  t.equal(v.isolation, 'lxc')
  t.equal(v.pid, 0, 'a process of another machine has no number here')
  t.same((await ask(v, 'fs.readdirSync("/").filter((d) => !/^lib/.test(d)).sort()') as string[]).filter((d) => d !== 'usr'), ['app', 'dev', 'etc', 'lpc', 'node', 'proc', 'run', 'sbin', 'sys', 'tmp'])
  t.same(await ask(v, '[fs.readdirSync("/sys"), fs.readdirSync("/etc"), fs.readdirSync("/sbin")]'), [[], [], ['prlimit', 'sleep', 'timeout']], 'no shell, no tool that is of use')
  t.same(await ask(v, 'fs.readdirSync("/dev").filter((d) => /^(fuse|net|mem|kmsg|sd|vd)/.test(d))'), [])
  t.equal(await ask(v, 'fs.writeFileSync("/x","")'), 'FAILED EROFS', 'the root is read-only')
  t.equal(await ask(v, 'fs.writeFileSync("/app/x","")'), 'FAILED EROFS')
  t.equal(await ask(v, 'fs.writeFileSync("/tmp/big", Buffer.alloc(32<<20))'), 'FAILED ENOSPC', '/tmp is small')
  await ask(v, 'fs.rmSync("/tmp/big")')
  t.same(await ask(v, 'Object.keys(process.env).filter((k) => !/^(PATH|HOME|HAUKI_PORT|container|USER|LANG)$/.test(k))'), [])
  const status = await ask(v, 'fs.readFileSync("/proc/self/status","utf8")') as string
  for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) t.match(status, new RegExp(`${set}:\\s+0{16}\\n`))
  t.match(status, /NoNewPrivs:\s+1\n/)
  t.match(status, /Seccomp:\s+2\n/)
  t.match(await ask(v, 'Object.keys(os.networkInterfaces())'), 'FAILED ERR_SYSTEM_ERROR', 'no netlink socket')
  t.match(await ask(v, 'new Promise((r) => net.connect(8443, "10.120.0.1").on("error", (e) => r(e.code)).on("connect", () => r("in")))'), /ENETUNREACH|ECONNREFUSED/, 'no network, not even the cluster\'s')
  t.equal(await ask(v, '"x".repeat(3_000_000)').then((s) => (s as string).length), 3_000_000, 'much passes')
  t.not(await ask(all.find((x) => x !== v)!, 'fs.readFileSync("/proc/self/uid_map","utf8")'), await ask(v, 'fs.readFileSync("/proc/self/uid_map","utf8")'), 'each has ids of its own')

  await b.freeze(v.name, true)
  let answered = false
  const later = ask(v, '7').then((x) => { answered = true; return x })
  await ask(all.find((x) => x !== v)!, '1')
  t.equal(answered, false, 'a frozen one says nothing')
  await b.freeze(v.name, false)
  t.equal(await later, 7)
  await t.rejects(b.freeze('vaultd-none', true), { code: 'NO_SUCH_WORKER' })

  const end = async (vault: typeof v, code: string) => {
    vault.port.write(`${code}\n`)
    t.ok(await until(() => ended.some((e) => e.name === vault.name)))
    return explainExit(ended.find((e) => e.name === vault.name)!)
  }
  const [x, y, z] = all.filter((o) => o !== v)
  await b.limit(z.name, { memory: 32, cpu: 0.5 })
  t.same(await Promise.all([
    end(x, '(() => { console.error("last words"); process.exit(5) })()'), end(y, 'process.kill(process.pid, "SIGSEGV")'),
    end(z, '(() => { const a = []; for (;;) a.push(Buffer.alloc(1 << 20, 1)) })()'),
  ]), ['ended with status 5: last words', 'ended with SIGSEGV', 'out of memory: all of its 112 MiB were in use (heap limit 64 MiB)'])
  t.ok(ended.filter((e) => e.usage).every((e) => !e.wanted && e.usage!.cpuSeconds > 0))
  await b.freeze(v.name, true)
  await b.stop(v.name)
  t.match(ended.at(-1), { name: v.name, wanted: true }, 'a frozen one can be stopped')
  t.ok(await until(() => b.list().length === 0))
})

t.test('stopped by others, moved to another machine', here, async (t) => {
  const b = await opened()
  const ended: VaultExit[] = []
  b.onExit((e) => ended.push(e))
  const two = await Promise.all([1, 2].map(() => b.start({ name: name(), memory: 64 })))
  const [v, w] = ['m1', 'm2'].map((member) => two.find((x) => x.location === member)!)
  t.equal(await ask(w, 'globalThis.x = 5'), 5)
  await cluster.inside(cluster.members[0], `lxc stop --force ${v.name}`)
  t.ok(await until(() => ended.length === 1), 'the agent sees it')
  t.match(ended[0], { name: v.name, wanted: false })
  const moved = await b.migrate(w.name, 'm1')
  t.equal(moved.location, 'm1')
  t.equal(moved.name, w.name)
  t.match(ended[1], { name: w.name, wanted: true }, 'what ran in it has ended')
  t.equal(await ask(moved, 'globalThis.x ?? "new"'), 'new')
  await t.rejects(b.migrate(moved.name, 'nowhere'), { code: 'VAULT_FAILED', message: /could not be moved to nowhere/ })
  t.ok(await until(() => b.list().length === 0))
})

t.test('kill -9 of the agent: its workers end, the next removes what is left', here, async (t) => {
  const state = freshState()
  const script = join(folder, 'mortal-incus.mjs')
  writeFileSync(script, `
    import { openIncus } from ${JSON.stringify(new URL('../../vaultd/incus/open.js', import.meta.url).href)}
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const b = await openIncus({ server: { server: ${JSON.stringify(cluster.members[0].socket)} }, pool: 'default', target: '', bundle: ${JSON.stringify(obey)}, library: null, argv: [], state: ${JSON.stringify(state)}, log })
    const [run, frozen] = await Promise.all(['run', 'frozen'].map((n) => b.start({ name: 'vaultd-' + n, memory: 64 })))
    await b.freeze(frozen.name, true)
    b.start({ name: 'vaultd-half', memory: 64 })
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 60)`)
  const other = await opened()
  const bystander = await other.start({ name: name(), memory: 64 })
  await once(spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'inherit'] }), 'exit')
  const b = await open({ state })
  const found = await b.reap()
  t.ok(found.includes('vaultd-frozen'), `found ${found.join(' ')}`)
  t.same(await cluster.instances(), [bystander.name], "another agent's vault is not touched, all of the dead one's are gone")
  t.same(await b.reap(), [])
  t.equal(await ask(bystander, '1'), 1)
  await b.close()
  await other.close()
  t.same(await cluster.instances(), [], 'nothing is left')
})

t.test('streams that the server never closes hold nothing up', here, async (t) => {
  const between = new Between(join(cluster.folder, 'between'), cluster.members[0].socket)
  t.teardown(() => between.close())
  const b = await open({ server: { server: between.path } })
  const ended: VaultExit[] = []
  b.onExit((e) => ended.push(e))
  const [v, w] = await Promise.all([1, 2].map(() => b.start({ name: name(), memory: 64 })))
  t.equal(await ask(v, '2'), 2)
  between.holdStreams()
  await b.stop(v.name)
  t.match(ended, [{ name: v.name, wanted: true }])
  await cluster.inside(cluster.members[0], `lxc stop --force ${w.name}`)
  t.ok(await until(() => ended.length === 2), 'and one that others stopped')
  await b.close()
  t.same(await cluster.instances(), [])
})

t.test('a swarm whose node makes its vaults there; each limit of a clone with an error of its own', here, async (t) => {
  const rig = await Rig.start({ agent: { backend: 'incus', incus: { server: cluster.members[1].socket, pool: 'default', target: '' }, pool: { target: 2 } } })
  const mesh = await rig.mesh()
  const source = `${ADD}
    const need = (m) => process.mainModule.require(m)
    exports.open = () => { const fs = need('fs'), all = []; try { for (;;) all.push(fs.openSync('/proc/self/status')) } catch (e) { for (const f of all) fs.closeSync(f); return e.code + ' ' + all.length } }
    exports.fork = () => { const cp = need('child_process'); let n = 0; return new Promise((done) => { for (let i = 0; i < 30; i++) { const c = cp.spawn('/node/node', ['-e', 'setTimeout(()=>{},3000)'], { stdio: 'ignore' }); c.on('error', () => {}); c.on('exit', (code) => { if (code) n++ }); if (c.pid === undefined) n++ } setTimeout(() => done(n), 600) }) }
    exports.burn = (ms) => { const end = performance.now() + ms; while (performance.now() < end); return ms }
    exports.buffers = () => { const a = []; for (;;) a.push(Buffer.alloc(1 << 20, 1)) }
    exports.much = (n) => 'x'.repeat(n)`
  const make = (config: Parameters<typeof clone>[2]) => clone(mesh, { text: source }, { isolation: 'lxc', lease: 60_000, ...config }).then(([w]) => w)
  const [a, narrow, few, short, loud, fat] = await Promise.all([
    make({}), make({ limits: { files: 32, cpuSeconds: 30 } }), make({ limits: { tasks: 20 } }), make({ limits: { cpuSeconds: 0.8 } }), make({ limits: { bytes: 100_000 } }), make({ memory: 64 }),
  ])
  t.equal(await call(a, 'add', [2]), 2)
  t.equal(await call(a, 'echo', ['y'.repeat(500_000)]), 'y'.repeat(500_000))
  t.match(await failureOf(call(a, 'fail')), { message: /no luck/ })
  const [code, open] = String(await call(narrow, 'open')).split(' ')
  t.ok(code === 'EMFILE' && Number(open) > 4 && Number(open) < 32, `open files: ${code} after ${open}`)
  t.ok(Number(String(await call(a, 'open')).split(' ')[1]) > 100, 'which nobody else feels')
  t.ok(await call(few, 'fork') as number > 15, 'processes: most of thirty do not start')
  const lost = async (w: typeof a, method: string, n: number) => {
    const failure = await failureOf(call(w, method, [n], 40_000).then(() => call(w, 'never', [], 40_000)))
    t.match(failure, { code: 'WORKER_LOST', outcome: 'UNKNOWN' })
    return [failure.message.replace(/^.*?\(node n1\): /, ''), failure.details?.reason]
  }
  const [burnt, much, oom] = await Promise.all([lost(short, 'burn', 30_000), lost(loud, 'much', 400_000), lost(fat, 'buffers', 0)])
  t.match(burnt, [/^over its processor time: used [\d.]+ s of 0.8 s/, 'CPU'])
  t.match(much, [/^over its traffic: \d+ bytes in and out of 100000/, 'BYTES'])
  t.match(oom, [/out of memory/, 'OOM'])
  t.equal(await call(narrow, 'burn', [500]), 500, 'one that has time left goes on')
  a.destruct()
  t.ok(await until(() => rig.core.registry.running().length === 2))
  await gone(t, rig)
  t.same(await cluster.instances(), [])
})

t.test('over HTTPS, with a client certificate', { skip: skip ?? (find('openssl') === null ? 'openssl is not installed' : false) }, async (t) => {
  const [crt, key] = [join(cluster.folder, 'c.crt'), join(cluster.folder, 'c.key')]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1', '-subj', '/CN=hauki', '-keyout', key, '-out', crt], { stdio: 'ignore' })
  const script = join(folder, 'https-incus.mjs')
  const server = { server: `https://${cluster.members[0].address}`, certificate: crt, key, serverCertificate: join(cluster.members[0].folder, 'cluster.crt') }
  writeFileSync(script, `
    import { openIncus } from ${JSON.stringify(new URL('../../vaultd/incus/open.js', import.meta.url).href)}
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const b = await openIncus({ server: ${JSON.stringify(server)}, pool: 'default', target: 'm2', bundle: ${JSON.stringify(obey)}, library: null, argv: [], state: ${JSON.stringify(freshState())}, log })
    if ('missing' in b) { console.log(b.missing.join()); process.exit() }
    const v = await b.start({ name: 'vaultd-https', memory: 64 })
    v.port.write('6 * 7\\n')
    v.port.once('data', async (d) => { console.log(v.location, v.pid, String(d).trim()); await b.close(); process.exit() })`)
  const go = () => cluster.inside(cluster.members[0], `exec ${process.execPath} ${script}`).then((s) => s.trim())
  t.match(await go(), /does not trust us/, 'a stranger is told so')
  await cluster.inside(cluster.members[0], `lxc config trust add ${crt}`)
  t.equal(await go(), 'm2 0 42')
  t.same(await cluster.instances(), [])
})

t.test('what is missing is said precisely', async (t) => {
  const refused = async (incus: Parameters<typeof openBackend>[0]['incus']) => openBackend({ choice: 'incus', incus, bundle: obey, library: null, argv: [], state: freshState(), log: SILENT }).then(() => 'opened', (e: Error) => e.message)
  const where = { pool: 'default', target: '' }
  t.match(await refused({ server: '/nonexistent/unix.socket', ...where }), /cannot be used: \/nonexistent\/unix.socket: ENOENT/)
  t.match(await refused({ server: 'http://127.0.0.1:1', ...where }), /https: only/)
  t.match(await refused({ server: 'https://127.0.0.1:1', ...where }), /certificate/)
  t.match(await refused({ server: 'https://127.0.0.1:1', certificate: '/nope', ...where }), /\/nope cannot be read: ENOENT/)
  if (skip !== null) return
  t.match(await refused({ server: cluster.members[0].socket, pool: 'nope', target: '' }), /no storage pool "nope"/)
  t.match(await refused({ server: cluster.members[0].socket, pool: 'default', target: 'nope' }), /a vault does not start at .*member not found/i)
})

t.test('the cluster goes and leaves nothing', here, async (t) => {
  t.same(await cluster.close(), [])
  t.comment(`${Math.round(performance.now() - began)} ms in all`)
})
