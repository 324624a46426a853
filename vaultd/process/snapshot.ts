/**
 * A snapshot of the worker's process: node runs the bundle once, keeps the heap in a file, and
 * vaults start from that. It is tied to the very node and flags; one that does not start is
 * thrown away before anybody uses it.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sweep, type Quick, type QuickOptions } from './quick.js'

const NAME = 'start.blob'
/** To make one, and to start from one for the first time (ms). */
const MAKE_TIMEOUT = 20_000
const START_TIMEOUT = 10_000

/** @param text the bundle's. @param otherwise called when no snapshot can be made. */
export function snapshot({ bundle, node, heap, log }: QuickOptions, folder: string, text: Buffer, flags: readonly string[], ready: (quick: Quick) => void, otherwise: () => void): () => void {
  const id = createHash('sha256').update('snapshot').update(text).update(node).update(process.version).update(flags.join(' ')).digest('hex').slice(0, 16)
  const blob = join(folder, `${id}.blob`)
  const quick: Quick = { files: new Map([[NAME, blob]]), heap, program: (path, at) => ['--snapshot-blob', at(NAME), path] }
  if (existsSync(blob)) {
    ready(quick)
    return () => {}
  }
  sweep(folder, id)
  const part = `${blob}.new`
  let stopped = false
  let kill = (): void => {}
  const run = (args: readonly string[], timeout: number): Promise<boolean> => new Promise((done) => {
    const child = spawn(node, [...flags, ...args], { env: {}, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
    kill = () => void child.kill('SIGKILL')
    const timer = setTimeout(kill, timeout)
    let spoke = false
    // A worker's first words: it runs. A maker says nothing and ends.
    child.stdio[3]?.on('error', () => {}).on('data', () => {
      spoke = true
      kill()
    })
    child.once('error', () => done(false))
    child.once('exit', (code) => {
      clearTimeout(timer)
      done(code === 0 || spoke)
    })
  })
  const make = async (): Promise<void> => {
    const made = await run(['--snapshot-blob', part, '--build-snapshot', bundle], MAKE_TIMEOUT) && existsSync(part) && await run(['--snapshot-blob', part, bundle], START_TIMEOUT)
    if (stopped) return rmSync(part, { force: true })
    if (made) {
      renameSync(part, blob)
      return ready(quick)
    }
    rmSync(part, { force: true })
    log.warn({ bundle }, 'no snapshot of the worker could be made: cold starts are slower')
    otherwise()
  }
  void make()
  return () => {
    stopped = true
    kill()
  }
}
