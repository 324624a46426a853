import t from 'tap'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { readFileSync, writeFileSync, readdirSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { VaultExit } from '../../vaultd/backend.js'
import type { Isolation } from '../../vaultd/isolation.js'
import type { Log } from '../../vaultd/log.js'
import { SILENT } from '../../vaultd/log.js'
import { processBackend, type ProcessBackend } from '../../vaultd/process/backend.js'
import { startTime, tree } from '../../vaultd/process/proc.js'
import { allowed, folder, freshState, until } from './base.js'
import { ask, obey as bundle } from './obey.js'
import { soak } from '../../bench/soak.js'

let serial = 0
const start = (b: ProcessBackend, memory = 64) => b.start({ name: `vaultd-t${++serial}`, memory })
const open = (most: Isolation, library: string | null = null, log: Log = SILENT, state = freshState()) => processBackend({ bundle, library, argv: [], state, most, log })
const exits = (b: ProcessBackend): VaultExit[] => {
  const list: VaultExit[] = []
  b.onExit((e) => list.push(e))
  return list
}

process.env.VAULTD_SECRET = 'must not be seen'

for (const level of ['bubblewrap', 'unshare'] as const) t.test(`${level}: a vault sees node, its libraries and the worker, nothing else`, async (t) => {
  const b = await open(level)
  if (b.isolation !== level) return void t.pass('needs this isolation', { skip: `not here: ${b.found.missing.join('; ')}` })
  const v = await start(b)
  t.same((await ask(v, 'fs.readdirSync("/").sort()') as string[]).filter((d) => !/^lib/.test(d)), ['app', 'dev', 'node', 'proc', 'tmp', ...(level === 'unshare' ? ['lpc', 'old'] : []), ...(await ask(v, 'fs.existsSync("/usr")') ? ['usr'] : [])].sort())
  t.equal(await ask(v, 'fs.readFileSync("/etc/passwd","utf8")'), 'FAILED ENOENT')
  t.equal(await ask(v, 'process.env.VAULTD_SECRET ?? "none"'), 'none')
  t.match(await ask(v, 'fs.existsSync("/old") ? fs.readdirSync("/old").length : 0'), 0, 'the old root is gone')
  t.same(await ask(v, 'Object.keys(process.env).filter((k) => !/^(HOME|PATH|PWD|OLDPWD)$/.test(k))'), [])
  t.equal(await ask(v, 'fs.writeFileSync("/x","")'), 'FAILED EROFS', 'the root is read-only')
  t.equal(await ask(v, 'fs.writeFileSync("/app/obey.mjs","")'), 'FAILED EROFS', 'so is the worker')
  t.equal(await ask(v, 'fs.writeFileSync("/tmp/x","y") ?? fs.readFileSync("/tmp/x","utf8")'), 'y', 'but /tmp is its own')
  t.equal(await ask(v, 'fs.writeFileSync("/tmp/big", Buffer.alloc(32<<20))'), 'FAILED ENOSPC', 'and small')
  t.same(await ask(v, 'fs.readdirSync("/proc").filter((d) => /^[0-9]+$/.test(d)).length <= 2'), true, 'it sees itself and its init')
  t.same(await ask(v, 'Object.keys(os.networkInterfaces()).filter((i) => i !== "lo")'), [], 'it has no network')
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  t.match(await ask(v, `new Promise((r) => net.connect(${port},'127.0.0.1').on('error',(e)=>r(e.code)).on('connect',()=>r('in')))`), /ECONNREFUSED|ENETUNREACH/, 'not even ours')
  server.close()
  const status = await ask(v, 'fs.readFileSync("/proc/self/status","utf8")') as string
  t.match(status, /CapEff:\s+0{16}\n/, 'no capabilities')
  t.match(status, /CapBnd:\s+0{16}\n/)
  t.match(status, /NoNewPrivs:\s+1\n/)
  t.equal(await ask(v, 'cp.spawnSync("/bin/sh",["-c","id"]).error.code'), 'ENOENT', 'no shell')
  t.same((await ask(v, 'fs.readdirSync("/proc/self/fd").map((f)=>{try{return fs.readlinkSync("/proc/self/fd/"+f)}catch{return ""}}).filter((l)=>l.startsWith("/")&&!l.startsWith("/dev/null")&&!l.startsWith("/proc"))')), [], 'no descriptor of the machine')
  await b.close()
})

for (const level of ['bubblewrap', 'unshare'] as const) t.test(`${level}: limits`, async (t) => {
  const b = await open(level)
  if (b.isolation !== level) return void t.pass('needs this isolation', { skip: 'not here' })
  const gone = exits(b)
  const heap = await start(b)
  heap.port.write('(() => { const a = []; for (;;) a.push({ x: [1,2,3] }) })()\n')
  t.ok(await until(() => gone.length === 1), 'a heap bomb ends')
  t.match(gone[0].stderr, /heap out of memory|heap limit/i)
  const buffers = await start(b)
  buffers.port.write('(() => { const a = []; for (;;) a.push(Buffer.alloc(1 << 20, 1)) })()\n')
  t.ok(await until(() => gone.length === 2), 'a buffer bomb ends')
  const files = await start(b)
  t.match(await ask(files, '(() => { const a = []; for (let i = 0; i < 1000; i++) a.push(fs.openSync("/proc/self/status")); return a.length })()'), /EMFILE/)
  await b.close()
})

for (const level of ['bubblewrap', 'unshare', 'none'] as const) {
  t.test(`${level}: start, freeze, stop, exit`, async (t) => {
    const b = await open(level)
    if (b.isolation !== level) return void t.pass('needs this isolation', { skip: `not here: ${b.found.missing.join('; ')}` })
    const gone = exits(b)
    const v = await start(b)
    t.equal(v.isolation, level)
    t.equal(await ask(v, '6 * 7'), 42)
    t.equal(await ask(v, 'process.env.VAULTD_SECRET ?? "none"'), 'none', 'a clean environment')
    const all = tree(v.pid)
    await b.freeze(v.name, true)
    let answered = false
    const later = ask(v, '1').then((x) => { answered = true; return x })
    t.ok(await until(() => all.every((pid) => /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')))), 'all of it stands still')
    t.equal(answered, false)
    await b.freeze(v.name, false)
    t.equal(await later, 1, 'and goes on')
    await b.freeze(v.name, true)
    const from = performance.now()
    await b.stop(v.name)
    const ms = performance.now() - from
    t.ok(ms < await allowed(500), `a frozen one stops at once too: ${ms.toFixed(0)} ms`)
    t.ok(await until(() => all.every((pid) => startTime(pid) === null)), 'nothing of it is left')
    t.equal(gone.length, 1)
    t.equal(gone[0].wanted, true)
    const w = await start(b)
    w.port.write('process.exit(5)\n')
    t.ok(await until(() => gone.length === 2))
    t.match(gone[1], { code: 5, wanted: false })
    const x = await start(b)
    const [child] = [...tree(x.pid)].reverse()
    await ask(x, '1')
    process.kill(tree(x.pid).at(-1) ?? child, 'SIGKILL')
    t.ok(await until(() => gone.length === 3), 'a kill from elsewhere is seen')
    t.equal(gone[2].signal, 'SIGKILL')
    await b.stop('vaultd-unknown')
    await b.close()
    t.same(b.list(), [])
  })
}

t.test('no isolation is said loudly', async (t) => {
  const warnings: string[] = []
  const b = await open('none', null, { ...SILENT, warn: (_f, text) => void warnings.push(text) })
  t.match(warnings[0], /NOT ISOLATED/)
  await b.close()
})

t.test('the library is there to read', async (t) => {
  const library = join(folder, 'library')
  mkdirSync(library, { recursive: true })
  writeFileSync(join(library, 'a.c'), 'int x;')
  for (const level of ['bubblewrap', 'unshare', 'none'] as const) {
    const b = await open(level, library)
    const v = await start(b)
    t.equal(await ask(v, 'fs.readFileSync(process.env.HAUKI_LIBRARY + "/a.c", "utf8")'), 'int x;', level)
    await b.close()
  }
})

for (const level of ['bubblewrap', 'unshare', 'none'] as const) {
  t.test(`${level}: kill -9 of the agent leaves nothing`, async (t) => {
    const state = freshState()
    const script = join(folder, `agent-${level}.mjs`)
    writeFileSync(script, `
      import { processBackend } from ${JSON.stringify(new URL('../../vaultd/process/backend.js', import.meta.url).href)}
      const log = { debug() {}, info() {}, warn() {}, error() {} }
      const b = await processBackend({ bundle: ${JSON.stringify(bundle)}, library: null, argv: [], state: ${JSON.stringify(state)}, most: ${JSON.stringify(level)}, log })
      const v = await b.start({ name: 'vaultd-left', memory: 64 })
      v.port.write('1\\n')
      v.port.once('data', () => console.log(b.isolation, v.pid))`)
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(child.stdout!.setEncoding('utf8'), 'data') as [string]
    const [got, pid] = line.trim().split(' ')
    if (got !== level) {
      child.kill('SIGKILL')
      return void t.pass('needs this isolation', { skip: 'not here' })
    }
    const all = tree(Number(pid))
    t.ok(all.length > 0 && startTime(all[0]) !== null)
    child.kill('SIGKILL')
    t.ok(await until(() => all.every((p) => startTime(p) === null)), 'its vaults die with it')
    t.same(readdirSync(join(state, 'vaults')), ['vaultd-left'], 'a record is left')
    const b = await open(level, null, SILENT, state)
    t.same(await b.reap(), ['vaultd-left'], 'which the next one removes')
    t.same(await b.reap(), [])
    await b.close()
  })
}

t.test('reap kills what still runs, and only that', async (t) => {
  const state = freshState()
  mkdirSync(join(state, 'vaults'), { recursive: true })
  const left = spawn('sleep', ['60'], { stdio: 'ignore' })
  const other = spawn('sleep', ['60'], { stdio: 'ignore' })
  writeFileSync(join(state, 'vaults', 'vaultd-a'), `${left.pid} ${startTime(left.pid!)}`)
  // A pid that was given to somebody else meanwhile.
  writeFileSync(join(state, 'vaults', 'vaultd-b'), `${other.pid} 1`)
  writeFileSync(join(state, 'vaults', 'vaultd-c'), 'garbage')
  const b = await open('none', null, SILENT, state)
  t.same((await b.reap()).sort(), ['vaultd-a', 'vaultd-b', 'vaultd-c'])
  if (left.exitCode === null && left.signalCode === null) await once(left, 'exit')
  t.equal(left.signalCode, 'SIGKILL')
  t.equal(other.exitCode ?? other.signalCode, null)
  other.kill('SIGKILL')
  await b.close()
})

t.test('many spawns and kills in a row leave nothing', async (t) => {
  const state = freshState()
  const b = await processBackend({ bundle, library: null, argv: [], state, log: SILENT })
  const { left } = await soak(b, state, bundle, 40)
  t.same(left, { processes: 0, groups: 0, mounts: 0, files: 0, descriptors: 0 })
  await b.close()
})
