/**
 * A node agent in a process of its own, where wanted in a network namespace: to be killed, stopped,
 * or cut off for real.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKeyPair } from '../../netd/keys.js'
import { folder, freshState } from './base.js'
import { bundle, type Rig } from './rig.js'

const hex = (b: Uint8Array) => Buffer.from(b).toString('hex')

export interface NodeProcess {
  readonly child: ChildProcess
  /** Ends it with its vaults. */
  stop(): Promise<void>
}

export async function nodeProcess(rig: Rig, name: string, options: { netns?: string; interface?: string; pool?: number; firewall?: boolean; prefix?: readonly string[] } = {}): Promise<NodeProcess> {
  const keys = generateKeyPair()
  rig.core.enroll(keys.publicKey, 'node', name)
  const script = join(folder, `${name}.mjs`)
  writeFileSync(script, `
    import { startAgent } from ${JSON.stringify(new URL('../../vaultd/agent.js', import.meta.url).href)}
    const log = { debug() {}, info() {}, warn: console.error, error: console.error }
    const b = (s) => new Uint8Array(Buffer.from(s, 'hex'))
    const agent = await startAgent({
      core: { url: ${JSON.stringify(rig.core.url)}, key: b('${hex(rig.core.keys.publicKey)}') }, keys: { publicKey: b('${hex(keys.publicKey)}'), secretKey: b('${hex(keys.secretKey)}') },
      name: ${JSON.stringify(name)}, state: ${JSON.stringify(freshState())}, worker: { bundle: ${JSON.stringify(bundle)} }, interface: ${JSON.stringify(options.interface ?? 'lo')}, firewall: ${options.firewall ?? false},
      pool: { target: ${options.pool ?? 1} }, isolation: 'none', log: ${process.env.RIG_LOG ? 'log' : '{ debug() {}, info() {}, warn() {}, error() {} }'},
    })
    // It ends with whoever started it.
    process.stdin.on('end', () => process.exit(1)).resume()
    process.on('SIGTERM', () => agent.close().then(() => process.exit(0)))
    console.log('up')`)
  const command = [...(options.netns === undefined ? [] : ['ip', 'netns', 'exec', options.netns]), ...(options.prefix ?? []), process.execPath, script]
  const child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', process.env.RIG_LOG ? 'inherit' : 'ignore'] })
  const exited = new Promise<void>((done) => child.on('exit', () => done()))
  const up = await Promise.race([
    new Promise<boolean>((done) => createInterface({ input: child.stdout! }).once('line', (line) => done(line === 'up'))),
    exited.then(() => false),
  ])
  if (!up) child.emit('error', new RangeError('the node did not start'))
  return {
    child,
    async stop() {
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      await exited
    },
  }
}
