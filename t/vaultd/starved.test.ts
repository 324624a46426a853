/**
 * What runs out: the Core's disk (a tmpfs of a megabyte), file descriptors of the Core and of a node.
 * New clones stop with an error that says so; everything else goes on, and all is well when there is room again.
 */
import t from 'tap'
import { execFileSync } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { RemoteEnd, RemoteFailure } from '../../driver/vm/object.js'
import { startAgent } from '../../vaultd/agent.js'
import { connectMesh } from '../../vaultd/client.js'
import { parseInvite } from '../../vaultd/invite.js'
import { generateKeyPair, loadOrCreateKeys } from '../../netd/keys.js'
import { startCore } from '../../vaultd/core.js'
import { freshState, until } from './base.js'
import { coreProcess } from './core-process.js'
import { nodeProcess } from './node-process.js'
import { ADD, bundle, call, clone, failureOf, gone, log, Rig } from './rig.js'

function smallDisk(): { path: string; skip: string | false; fill(): void; free(): void; remove(): void } {
  const path = freshState()
  const filler = join(path, 'filler')
  let skip: string | false = process.getuid?.() === 0 ? false : 'needs root to mount a small disk'
  try {
    mkdirSync(path)
    if (skip === false) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'small', path], { stdio: 'ignore' })
  } catch {
    skip = 'cannot mount here'
  }
  return {
    path, skip,
    fill() {
      const fd = openSync(filler, 'a')
      try {
        for (;;) writeSync(fd, Buffer.alloc(4096))
      } catch {
        // That is full.
      }
      closeSync(fd)
    },
    free: () => rmSync(filler),
    remove: () => void (skip === false && execFileSync('umount', ['-l', path])),
  }
}

/** Runs a command that may have so many, and has none of ours. */
const fewDescriptors = (n: number): string[] => ['bash', '-c', 'for f in /proc/self/fd/*; do n=${f##*/}; [ $n -gt 2 ] && eval "exec $n>&-"; done; exec "$@"', '-', 'prlimit', `--nofile=${n}`]

const disk = smallDisk()
t.test('the disk of the Core is full: no new clones, and nothing else', { skip: disk.skip }, async (t) => {
  t.teardown(() => disk.remove())
  const rig = await Rig.start({ core: { state: disk.path } })
  const mesh = await rig.mesh()
  const [w, x] = await clone(mesh, { text: ADD }, { count: 2 })
  disk.fill()
  for (let i = 0; i < 3; i++) t.match(await failureOf(clone(mesh, { text: ADD })), { code: 'DISK_FULL', outcome: 'NOT_EXECUTED', message: /until there is room/ })
  t.ok(await until(() => rig.agents[0].running === 2), 'the vault of the first that failed is gone')
  t.equal(await call(w, 'add', [1]), 1, 'calls go on')
  x.destruct()
  t.ok(await until(() => rig.core.registry.running().length === 1), 'the end of a worker is known')
  t.match(rig.core.registry.workers().find((r) => r.id === x.info().get('worker')), { endReason: 'destructed' })
  // The node comes and goes.
  rig.core.nodes.get('n1')?.peer.close('for a test')
  t.ok(await until(() => rig.core.candidates().some((c) => c.alive)), 'a node joins again')
  t.equal(rig.core.registry.running().length, 1)
  t.equal((await fetch(`http://127.0.0.1:${rig.core.port}/healthz`)).status, 200)

  disk.free()
  const [y] = await clone(mesh, { text: ADD })
  t.equal(await call(y, 'add', [2]), 2, 'there is room: clones are made')
  t.equal(await call(w, 'add', [2]), 3)
  t.equal(rig.core.registry.fault, null)
  // What could not be written is now.
  rig.core.registry.catchUp()
  disk.fill()
  t.throws(() => loadOrCreateKeys(join(disk.path, 'some.key')), { code: 'BAD_KEY', message: /cannot be (made|written)/ })
  t.equal(existsSync(join(disk.path, 'some.key')), false, 'no half of a key stays')
  writeFileSync(join(disk.path, 'api.token'), '')
  const again = await startCore({ state: disk.path, noteAt: join(disk.path, 'core.json'), log })
  t.equal(again.registry.running().length, 2, 'a Core starts though its disk is full')
  again.enroll(rig.agents[0].options.keys.publicKey, 'node', 'n1')
  t.equal((await fetch(`http://127.0.0.1:${again.port}/api/v2/swarm/members`, { headers: { authorization: 'Bearer ' } })).status, 401, 'what is left of a token is none')
  disk.free()
  await again.close()
  await gone(t, rig)
})

const nodesDisk = smallDisk()
t.test('the disk of a node is full: no new vaults there, and nothing else', { skip: nodesDisk.skip }, async (t) => {
  t.teardown(() => nodesDisk.remove())
  const rig = await Rig.start({ agent: { state: nodesDisk.path, isolation: 'none', pool: { target: 1 } } })
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: ADD })
  t.ok(await until(() => rig.agents[0].pool.warm === 1), 'a last one is warm')
  nodesDisk.fill()
  await clone(mesh, { text: ADD })
  for (let i = 0; i < 2; i++) t.match(await failureOf(clone(mesh, { text: ADD })), { code: /DISK_FULL|VAULT_FAILED/, outcome: 'NOT_EXECUTED', message: /ENOSPC/ })
  t.equal(await call(w, 'add', [1]), 1, 'calls go on')
  nodesDisk.free()
  const [y] = await clone(mesh, { text: ADD })
  t.equal(await call(y, 'add', [2]), 2, 'there is room: vaults are made')
  await gone(t, rig)
})

t.test('the Core has no file descriptors left: what is connected goes on, others come in later', async (t) => {
  const state = freshState()
  const core = await coreProcess(state, 0, fewDescriptors(80))
  t.teardown(() => core.child.kill('SIGKILL'))
  const at = { url: `ws://127.0.0.1:${core.port}/mesh`, key: core.key }
  const agent = await startAgent({ core: at, keys: generateKeyPair(), name: 'n1', invite: parseInvite(core.node).secret, state: freshState(), worker: { bundle }, pool: { target: 2 }, log })
  const mesh = connectMesh({ core: at, keys: generateKeyPair(), name: 'd1', invite: parseInvite(core.driver).secret, log })
  await mesh.joined
  const [w] = await clone(mesh, { text: ADD })
  const crowd: Socket[] = []
  for (let i = 0; i < 120; i++) {
    const s = connect(core.port, '127.0.0.1')
    s.on('error', () => {})
    crowd.push(s)
  }
  t.ok(await until(() => crowd.filter((s) => !s.connecting).length > 80))
  t.equal(await call(w, 'add', [1]), 1)
  const [x] = await clone(mesh, { text: ADD })
  t.equal(await call(x, 'add', [2]), 2, 'a member that is connected is served')
  t.match(await failureOf(clone(mesh, { text: ADD }, { routing: 'relay_only', timeout: 1500 })), { code: /./ }, 'a new connection is not to be had')
  for (const s of crowd) s.destroy()
  let z: RemoteEnd[] = []
  t.ok(await until(() => {
    if (z.length === 0) void clone(mesh, { text: ADD }, { routing: 'relay_only', timeout: 1500 }).then((r) => { z = r }, () => {})
    return z.length > 0
  }, 10_000), 'when the crowd has gone it is')
  t.equal(core.child.exitCode, null, 'the Core lives')
  await mesh.close()
  await agent.close()
})

t.test('a node has no file descriptors left: its workers go on, clones fail and say why, later they do not', async (t) => {
  const rig = await Rig.start({ agent: null })
  t.teardown(() => rig.close())
  const node = await nodeProcess(rig, 'n1', { prefix: fewDescriptors(64) })
  t.teardown(() => node.child.kill('SIGKILL'))
  const mesh = await rig.mesh()
  const all: RemoteEnd[] = []
  let failure
  for (let i = 0; i < 40 && failure === undefined; i++) failure = await clone(mesh, { text: ADD }, { timeout: 10_000 }).then((r) => void all.push(...r), (e: unknown) => e)
  t.match(failure, { code: /VAULT_FAILED|NO_NODE|VAULT_DIED|TIMEOUT|UNREACHABLE|HANDSHAKE/ }, `after ${all.length} workers: ${(failure as RemoteFailure | undefined)?.message}`)
  t.same(await Promise.all(all.map((w) => call(w, 'add', [3]))), all.map(() => 3), 'all of them answer')
  for (const w of all.splice(0, 4)) w.destruct()
  t.ok(await until(() => rig.core.registry.running().length === all.length))
  let again: RemoteEnd[] = []
  for (let i = 0; i < 20 && again.length === 0; i++) again = await clone(mesh, { text: ADD }).catch(() => [])
  t.equal(await call(again[0], 'add', [4]), 4)
  await node.stop()
  await gone(t, rig)
})
