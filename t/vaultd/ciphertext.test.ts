/** The relay looks: what passes through the Core is looked for in the Core's own memory, all of it. */
import t from 'tap'
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { generateKeyPair } from '../../netd/keys.js'
import { startAgent } from '../../vaultd/agent.js'
import { connectMesh } from '../../vaultd/client.js'
import { parseInvite } from '../../vaultd/invite.js'
import { freshState } from './base.js'
import { coreProcess } from './core-process.js'
import { bundle, call, clone, log } from './rig.js'

const PIECE = 16 << 20

/** How often each text, as UTF-8 or UTF-16, stands in what a process may write to. */
function inMemory(pid: number, texts: readonly string[]): number[] {
  const wanted = texts.map((s) => [Buffer.from(s, 'utf8'), Buffer.from(s, 'utf16le')])
  const found = texts.map(() => 0)
  const mem = openSync(`/proc/${pid}/mem`, 'r')
  for (const line of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
    const m = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line)
    if (m === null) continue
    const end = parseInt(m[2], 16)
    for (let at = parseInt(m[1], 16); at < end; at += PIECE) {
      const b = Buffer.alloc(Math.min(PIECE + 64, end - at))
      let n = 0
      try {
        n = readSync(mem, b, 0, b.length, at)
      } catch {
        // Reserved, never used.
      }
      const bytes = b.subarray(0, n)
      wanted.forEach((forms, i) => {
        for (const form of forms) if (bytes.includes(form)) found[i]++
      })
    }
  }
  closeSync(mem)
  return found
}

t.test('relayed calls leave nothing readable in the memory of the Core', async (t) => {
  const core = await coreProcess(freshState())
  t.teardown(() => core.child.kill('SIGKILL'))
  const at = { url: `ws://127.0.0.1:${core.port}/mesh`, key: core.key }
  const agent = await startAgent({ core: at, keys: generateKeyPair(), name: 'n1', invite: parseInvite(core.node).secret, state: freshState(), worker: { bundle }, pool: { target: 0 }, log })
  t.teardown(() => agent.close())
  const mesh = connectMesh({ core: at, keys: generateKeyPair(), name: 'd1', invite: parseInvite(core.driver).secret, log })
  t.teardown(() => mesh.close())
  await mesh.joined
  const marker = randomBytes(24).toString('hex')
  const [w] = await clone(mesh, { text: 'exports.whisper = (x) => x + x' }, { routing: 'relay_only' })
  for (let i = 0; i < 200; i++) await call(w, 'whisper', [`${marker} ${i}`])
  t.equal(await call(w, 'whisper', [marker.repeat(2000)]), marker.repeat(4000))
  const [worker, secret] = inMemory(core.child.pid!, [String(w.info().get('worker')), marker])
  t.ok(worker > 0, 'what it does know is found there')
  t.equal(secret, 0, 'the marker is not')
})
