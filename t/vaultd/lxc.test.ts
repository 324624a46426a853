import t from 'tap'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, openSync, closeSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { VaultExit } from '../../vaultd/backend.js'
import { explainExit } from '../../vaultd/exit.js'
import { SILENT } from '../../vaultd/log.js'
import type { LxcBackend } from '../../vaultd/lxc/backend.js'
import { startTime, tree } from '../../vaultd/process/proc.js'
import { folder, freshState, until } from './base.js'
import { base, groupsOf, open, openHere, isBackend, processesWith, whyNot } from './lxc-rig.js'
import { ask, obey } from './obey.js'
import { tricks } from './lxc-tricks.js'
import { soak } from '../../bench/soak.js'

const skip = await whyNot()
if (skip !== null) t.comment(`no LXC vaults here, skipped: ${skip}`)
const here = { skip: skip ?? false as const }

let serial = 0
const start = (b: LxcBackend, memory = 64, cpu = 1) => b.start({ name: `vaultd-l${process.pid}-${++serial}`, memory, cpu })
const exits = (b: LxcBackend): VaultExit[] => {
  const list: VaultExit[] = []
  b.onExit((e) => list.push(e))
  return list
}
/** What a vault left: nothing. */
const clean = async (b: LxcBackend, name: string) => until(() => groupsOf(process.pid).every((g) => !g.includes(name)) && processesWith(name).length === 0 && !b.list().some((v) => v.name === name))

process.env.VAULTD_SECRET = 'must not be seen'

t.test('a vault sees node, its libraries and the worker, nothing else', here, async (t) => {
  const library = join(base, 'library')
  mkdirSync(library)
  writeFileSync(join(library, 'a.c'), 'int x;')
  const leak = openSync('/etc/hostname', 'r')
  const b = await openHere({ library })
  const v = await start(b)
  t.equal(v.isolation, 'lxc')
  t.same((await ask(v, 'fs.readdirSync("/").sort()') as string[]).filter((d) => !/^lib/.test(d)), ['app', 'dev', 'lpc', 'node', 'proc', 'tmp'].concat(await ask(v, 'fs.existsSync("/usr")') ? ['usr'] : []))
  t.same(await ask(v, 'fs.readdirSync("/dev").sort()'), ['null', 'urandom'])
  t.same(await ask(v, 'fs.readdirSync("/app")'), ['obey.mjs'])
  t.equal(await ask(v, 'fs.readFileSync("/etc/passwd","utf8")'), 'FAILED ENOENT')
  t.same(await ask(v, 'Object.keys(process.env).sort()'), ['HAUKI_LIBRARY', 'HOME', 'PATH', 'container'])
  t.equal(await ask(v, 'fs.readFileSync(process.env.HAUKI_LIBRARY + "/a.c", "utf8")'), 'int x;')
  t.equal(await ask(v, 'fs.writeFileSync("/lpc/a.c","")'), 'FAILED EROFS')
  t.equal(await ask(v, 'fs.writeFileSync("/x","")'), 'FAILED EROFS')
  t.equal(await ask(v, 'fs.writeFileSync("/app/obey.mjs","")'), 'FAILED EROFS')
  t.equal(await ask(v, 'fs.writeFileSync("/dev/x","")'), 'FAILED EROFS')
  t.equal(await ask(v, 'cp.spawnSync("/bin/sh",["-c","id"]).error.code'), 'ENOENT', 'no shell')
  t.same(await ask(v, 'Object.keys(os.constants.signals).length > 0 && fs.readdirSync("/proc").filter((d) => !/^[0-9]+$/.test(d)).sort()'), ['self', 'thread-self'], 'of /proc only processes')
  t.same(await ask(v, 'fs.readdirSync("/proc").filter((d) => /^[0-9]+$/.test(d)).length <= 2'), true, 'and only its own')
  const status = await ask(v, 'fs.readFileSync("/proc/self/status","utf8")') as string
  for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) t.match(status, new RegExp(`${set}:\\s+0{16}\\n`))
  t.match(status, /NoNewPrivs:\s+1\n/)
  t.match(status, /Seccomp:\s+2\n/)
  t.same(await ask(v, 'fs.readdirSync("/proc/self/fd").map((f)=>{try{return fs.readlinkSync("/proc/self/fd/"+f)}catch{return ""}}).filter((l)=>l.startsWith("/")&&l!=="/dev/null"&&!l.startsWith("/proc"))'), [], 'no descriptor of the machine')
  closeSync(leak)
  const w = await start(b)
  const uidOf = (pid: number) => /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]
  await Promise.all([ask(v, '1'), ask(w, '1')])
  const uids = [v, w].map((x) => Number(uidOf(tree(x.pid).at(-1)!)))
  t.ok(uids[0] !== uids[1] && uids.every((u) => u >= 2 ** 31), 'each is a user of its own')
  t.equal(await ask(v, 'process.getuid()'), 0, 'though it thinks it is root')
  await b.close()
})

t.test('descriptors that the agent itself inherited do not reach the vault', here, async (t) => {
  const script = join(folder, 'leaky.mjs')
  writeFileSync(script, `
    import { openLxc } from ${JSON.stringify(new URL('../../vaultd/lxc/backend.js', import.meta.url).href)}
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const b = await openLxc({ bundle: ${JSON.stringify(obey)}, library: null, argv: [], state: ${JSON.stringify(freshState())}, base: ${JSON.stringify(base)}, log })
    const v = await b.start({ name: 'vaultd-leaky', memory: 64 })
    v.port.write('fs.readdirSync("/proc/self/fd").map((f)=>{try{return fs.readlinkSync("/proc/self/fd/"+f)}catch{return ""}}).filter((l)=>l.startsWith("/")&&l!=="/dev/null"&&!l.startsWith("/proc"))\\n')
    v.port.once('data', async (d) => { console.log(String(d)); await b.close() })`)
  const child = spawn('bash', ['-c', 'exec 60</etc/hostname; exec "$0" "$1"', process.execPath, script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let out = ''
  child.stdout!.setEncoding('utf8').on('data', (s: string) => { out += s })
  await once(child, 'exit')
  t.equal(out.trim(), '[]')
})

t.test('system calls that a worker could only make with code of its own: refused', here, async (t) => {
  const state = freshState()
  const b = await openHere({ state, library: '/usr' })
  const got = await tricks(b, state)
  if (got === null) return void t.pass('needs perl on x86_64', { skip: 'not here' })
  for (const [call, errno] of Object.entries(got.calls)) t.match(errno, /^(EPERM|ENOSYS)$/, call)
  t.ok(Object.keys(got.calls).length > 30)
  t.same(got.families, [1, 2, 10], 'address families')
  t.same(got.others, { setuid: 'EINVAL', open_devices: 'ENOENT', kill_outside: 'ESRCH' })
  await b.close()
})

t.test('files and processes of others: refused', here, async (t) => {
  const b = await openHere()
  const v = await start(b)
  for (const path of ['/proc/1/environ', '/proc/1/mem', '/proc/kcore', '/proc/kallsyms', '/proc/sysrq-trigger', '/proc/cpuinfo', '/proc/1/root/etc/passwd', '/sys/kernel/uevent_seqnum', '/proc/sys/kernel/hostname']) {
    t.match(await ask(v, `fs.readFileSync('${path}','latin1')`), /FAILED (ENOENT|EACCES|EPERM)/, path)
  }
  t.match(await ask(v, 'fs.writeFileSync("/proc/self/oom_score_adj", "-1000") ?? "written"'), /FAILED/, 'it cannot save itself from the out-of-memory killer')
  t.match(await ask(v, 'fs.mkdirSync("/tmp/a") ?? fs.symlinkSync("/proc/1/root", "/tmp/a/r") ?? fs.readdirSync("/tmp/a/r")'), /FAILED/)
  t.same(await ask(v, 'new Promise((r) => { try { r(Object.keys(os.networkInterfaces())) } catch (e) { r([e.code]) } })'), ['ERR_SYSTEM_ERROR'], 'not even a netlink socket')
  await b.close()
})

t.test('bombs: each ends alone, with the figures', here, async (t) => {
  const b = await openHere()
  const gone = exits(b)
  const bystander = await start(b)
  t.equal(await ask(bystander, '1'), 1)
  const bomb = async (code: string, memory = 64): Promise<string> => {
    const before = gone.length
    const v = await start(b, memory)
    v.port.write(`${code}\n`)
    t.ok(await until(() => gone.length > before, 20_000), 'it ended')
    const exit = gone.at(-1)!
    t.equal(exit.wanted, false)
    t.ok(await clean(b, v.name), 'and left nothing')
    return explainExit(exit)
  }
  t.match(await bomb('(() => { const a = []; for (;;) a.push({ x: [1,2,3] }) })()'), /^out of memory: its heap of 64 MiB is full \([\d.]+ MiB of 160 MiB in all were used\)$/)
  t.match(await bomb('(() => { const a = []; for (;;) a.push(Buffer.alloc(1 << 20, 1)) })()'), /^out of memory: all of its 160 MiB were in use \(heap limit 64 MiB\)$/)
  t.equal(await bomb('process.exit(5)'), 'ended with status 5')
  t.match(await bomb('(() => { console.error("my last words"); process.exit(6) })()'), /^ended with status 6: my last words$/)
  t.equal(await bomb('process.kill(process.pid, "SIGSEGV")'), 'ended with SIGSEGV')
  t.match(await bomb(`(() => { const all = []; for (let i = 0; i < 200; i++) { const c = cp.spawn('/node/node', ['-e', 'setInterval(()=>{},1000)'], { stdio: 'ignore' }); c.on('error', () => {}); all.push(c) } setTimeout(() => process.exit(all.filter((c) => c.pid).length), 300) })()`), /^reached its limit of 40 processes and threads, then ended with /)
  t.equal(await ask(bystander, '2'), 2, 'the neighbour lives')
  t.equal(await ask(bystander, '(() => { let n = 0; try { for (;;) { fs.writeFileSync("/tmp/f" + n, Buffer.alloc(1 << 20)); n++ } } catch (e) { return e.code } })()'), 'ENOSPC', 'its disk is small')
  t.equal(await ask(bystander, '(() => { for (const f of fs.readdirSync("/tmp")) fs.rmSync("/tmp/" + f); let n = 0; try { for (;;) { fs.writeFileSync("/tmp/e" + n, ""); n++ } } catch (e) { return e.code } })()').catch(() => 'x'), 'ENOSPC', 'in files too')
  await b.close()
})

t.test('processor: the quota holds, and is told', here, async (t) => {
  const b = await openHere()
  const gone = exits(b)
  const v = await start(b, 64, 0.2)
  t.equal(await ask(v, '1'), 1)
  const burn = 'fs.readFileSync("/proc/self/stat") && (() => { const c = process.cpuUsage(); const end = Date.now() + 1000; while (Date.now() < end); const d = process.cpuUsage(c); return d.user + d.system })()'
  const slow = await ask(v, burn) as number
  t.ok(slow < 400_000, `${slow} µs of processor time in a second at 0.2`)
  await b.limit(v.name, { memory: 64, cpu: 1 })
  t.comment(`${slow} µs of processor time in a second at 0.2, ${await ask(v, burn)} µs at 1`)
  await b.stop(v.name)
  t.equal(gone[0].usage!.cpuLimit, 1, 'the limit of a running one can be raised')
  t.ok(gone[0].usage!.throttledSeconds > 0.1, `held back ${gone[0].usage!.throttledSeconds} s`)
  t.ok(gone[0].usage!.cpuSeconds > 0.2)
  const w = await start(b, 256)
  t.equal(await ask(w, '1'), 1)
  await b.limit(w.name, { memory: 32, cpu: 1 })
  w.port.write('(() => { const a = []; for (;;) a.push(Buffer.alloc(1 << 20, 1)) })()\n')
  t.ok(await until(() => gone.length === 2))
  t.match(explainExit(gone[1]), /all of its 112 MiB/, 'memory is lowered for a guest that asked for less')
  await t.rejects(b.limit('vaultd-none', { memory: 64, cpu: 1 }), { code: 'NO_SUCH_WORKER' })
  await b.close()
})

t.test('freeze, thaw, stop while frozen; a kill from elsewhere', here, async (t) => {
  const b = await openHere()
  const gone = exits(b)
  const v = await start(b)
  t.equal(await ask(v, '6 * 7'), 42)
  const all = tree(v.pid)
  await b.freeze(v.name, true)
  let answered = false
  const later = ask(v, '1').then((x) => { answered = true; return x })
  await new Promise((done) => setTimeout(done, 100))
  t.equal(answered, false)
  await b.freeze(v.name, false)
  t.equal(await later, 1)
  await b.freeze(v.name, true)
  await b.stop(v.name)
  t.ok(all.every((pid) => startTime(pid) === null), 'nothing of a frozen one is left')
  t.match(gone[0], { wanted: true, signal: 'SIGKILL' })
  t.ok(await clean(b, v.name))
  const w = await start(b)
  t.equal(await ask(w, '1'), 1)
  process.kill(tree(w.pid).at(-1)!, 'SIGKILL')
  t.ok(await until(() => gone.length === 2))
  t.equal(explainExit(gone[1]), 'killed')
  const x = await start(b)
  // Not yet a container: half-started.
  await b.stop(x.name)
  t.ok(await clean(b, x.name))
  await b.stop('vaultd-unknown')
  await b.close()
  t.same(b.list(), [])
  t.same(groupsOf(process.pid), [])
})

t.test('kill -9 of the agent: its vaults die, the next agent removes what is left', here, async (t) => {
  const script = join(folder, 'mortal.mjs')
  const state = freshState()
  writeFileSync(script, `
    import { openLxc } from ${JSON.stringify(new URL('../../vaultd/lxc/backend.js', import.meta.url).href)}
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const b = await openLxc({ bundle: ${JSON.stringify(obey)}, library: null, argv: [], state: ${JSON.stringify(state)}, base: ${JSON.stringify(base)}, log })
    const answered = (v, code) => new Promise((done) => { v.port.write(code + '\\n'); v.port.once('data', done) })
    const [run, frozen, deaf] = await Promise.all(['run', 'frozen', 'deaf'].map((n) => b.start({ name: 'vaultd-' + n, memory: 64 })))
    await Promise.all([answered(run, '1'), answered(frozen, '1'), answered(deaf, 'process.removeAllListeners() && setInterval(() => {}, 1000) && (process.exit = () => {}) && 1')])
    await b.freeze(frozen.name, true)
    console.log(run.pid, frozen.pid, deaf.pid)
    b.start({ name: 'vaultd-half', memory: 64 }).then(() => process.kill(process.pid, 'SIGKILL'))`)
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const bystander = await openHere()
  const living = await start(bystander)
  const [line] = await once(child.stdout!.setEncoding('utf8'), 'data') as [string]
  const [run, frozen, deaf] = line.trim().split(' ').map((pid) => tree(Number(pid)))
  t.ok(run.length >= 3 && frozen.length >= 3 && deaf.length >= 3)
  await once(child, 'exit')
  t.ok(await until(() => [...run, ...deaf].every((p) => startTime(p) === null)), 'they die with it, even one that does not listen')
  const b = await openHere()
  const names = await b.reap()
  t.ok(names.includes('vaultd-frozen'), names.join(' '))
  t.ok(await until(() => [...run, ...frozen, ...deaf].every((p) => startTime(p) === null)), 'the frozen one is gone')
  t.same(groupsOf(child.pid!), [])
  t.same(processesWith('vaultd-half'), [])
  t.same(await b.reap(), [], 'a second time there is nothing')
  t.equal(await ask(living, '1'), 1, "another agent's vault is not touched")
  await b.close()
  await bystander.close()
  t.same(readdirSync(base).filter((f) => !/^(root-|library)/.test(f)), [], 'no folder is left')
})

t.test('fifty at once', here, async (t) => {
  const b = await openHere()
  const before = performance.now()
  const queue = Array.from({ length: 50 }, (_, i) => i)
  const all: Awaited<ReturnType<typeof start>>[] = []
  await Promise.all(Array.from({ length: 6 }, async () => {
    while (queue.pop() !== undefined) {
      const v = await start(b)
      await ask(v, '1')
      all.push(v)
    }
  }))
  t.comment(`50 vaults answer after ${Math.round(performance.now() - before)} ms`)
  t.same(await Promise.all(all.map((v, i) => ask(v, `${i} * 2`))), all.map((_, i) => i * 2))
  t.equal(new Set(all.map((v) => /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${tree(v.pid).at(-1)}/status`, 'utf8'))![1])).size, 50)
  const stopping = performance.now()
  await b.close()
  t.comment(`gone after ${Math.round(performance.now() - stopping)} ms`)
  t.same(groupsOf(process.pid), [])
})

t.test('many spawns and kills in a row leave nothing', here, async (t) => {
  const state = freshState()
  const b = await openHere({ state })
  const { left } = await soak(b, state, base, 60)
  t.same(left, { processes: 0, groups: 0, mounts: 0, files: 0, descriptors: 0 })
  await b.close()
  t.same(groupsOf(process.pid), [], 'no control group')
})

t.test('what is missing is said precisely', async (t) => {
  const b = await open()
  if (!isBackend(b)) t.ok(b.missing.every((m) => m.length > 10))
  else await b.close()
  const { hierarchies, having } = await import('../../vaultd/lxc/hierarchies.js')
  const v2 = hierarchies('30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n', '0::/init.scope\n', (f) => (f === '/sys/fs/cgroup' ? 'cpuset cpu io memory pids\n' : ''))
  t.same(v2, [{ folder: '/sys/fs/cgroup', version: 2, controllers: ['cpuset', 'cpu', 'io', 'memory', 'pids'] }])
  t.equal(having(v2, 'freezer'), null)
  const docker = hierarchies('40 30 0:31 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n', '3:cpu,cpuacct:/docker/abc\n')
  t.same(docker, [{ folder: '/sys/fs/cgroup/cpu,cpuacct', version: 1, controllers: ['cpu', 'cpuacct'] }])
  const { mapped } = await import('../../vaultd/lxc/probe.js')
  t.ok(mapped('         0          0 4294967295\n', 2 ** 31, 500))
  t.notOk(mapped('         0     100000      65536\n', 2 ** 31, 500))
  const { openBackend } = await import('../../vaultd/backends.js')
  const told: string[] = []
  const p = await openBackend({ choice: 'best', most: 'none', bundle: obey, library: null, argv: [], state: freshState(), log: { ...SILENT, info: (_f, text) => void told.push(text) } })
  t.equal(p.kind, 'process')
  await p.close()
})
