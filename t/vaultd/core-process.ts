/** A Core in a process of its own: to be killed and started again on the same port and state. */
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder } from './base.js'

export interface CoreProcess {
  readonly child: ChildProcess
  readonly port: number
  readonly key: Uint8Array
  /** One-time invites. */
  readonly node: string
  readonly driver: string
  /** What its HTTP port answers. */
  get(path: string): Promise<unknown>
}

let serial = 0

export async function coreProcess(state: string, port = 0, prefix: readonly string[] = []): Promise<CoreProcess> {
  const script = join(folder, `core${++serial}.mjs`)
  writeFileSync(script, `
    import { startCore } from ${JSON.stringify(new URL('../../vaultd/core.js', import.meta.url).href)}
    const core = await startCore({ state: ${JSON.stringify(state)}, port: ${port}, log: { debug() {}, info() {}, warn() {}, error() {} } })
    process.stdin.on('end', () => process.exit(1)).resume()
    console.log(JSON.stringify({ port: core.port, key: Buffer.from(core.keys.publicKey).toString('hex'), node: core.invite('node'), driver: core.invite('driver') }))`)
  const [command, ...args] = [...prefix, process.execPath, script]
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', process.env.RIG_LOG ? 'inherit' : 'ignore'] })
  const line = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout! }).once('line', done)
    child.once('exit', () => fail(new RangeError('the Core did not start')))
  })
  const said = JSON.parse(line) as { port: number; key: string; node: string; driver: string }
  return {
    child, port: said.port, node: said.node, driver: said.driver, key: new Uint8Array(Buffer.from(said.key, 'hex')),
    get: async (path) => (await fetch(`http://127.0.0.1:${said.port}${path}`)).json(),
  }
}
