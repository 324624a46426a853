/**
 * Finds out once which isolation level this machine gives: each is tried by really starting
 * node in it. Distributions restrict user namespaces in several ways, so asking is not enough.
 */
import { execFile } from 'node:child_process'
import { accessSync, constants, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import type { Isolation } from '../isolation.js'
import { command, environment, type Tools, type WorkerFiles } from './command.js'
import { descriptorLimit } from './proc.js'
import { makeSkeleton } from './skeleton.js'

/** One try must not hold up the boot (ms). */
const PROBE_TIMEOUT = 10_000

export function find(name: string): string | null {
  for (const dir of [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin', '/usr/sbin']) {
    if (dir === '') continue
    try {
      const path = join(dir, name)
      accessSync(path, constants.X_OK)
      return realpathSync(path)
    } catch {
      // next folder
    }
  }
  return null
}

function run(file: string, args: string[], env: NodeJS.ProcessEnv): Promise<{ ok: boolean; out: string; err: string }> {
  return new Promise((done) => {
    execFile(file, args, { env, timeout: PROBE_TIMEOUT }, (error, stdout, stderr) => done({ ok: error === null, out: stdout, err: stderr || error?.message || '' }))
  })
}

export async function libraries(binary: string): Promise<string[]> {
  const ldd = find('ldd')
  if (ldd === null) return []
  const { out } = await run(ldd, [binary], { PATH: '/usr/bin:/bin' })
  return [...out.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map((m) => m[1])
}

export interface Probe {
  readonly level: Isolation
  readonly tools: Tools
  /** Why each better level was not reached. */
  readonly missing: readonly string[]
}

/** The best level not above `most`. `skeleton`: a folder to make the root of `unshare` in. */
export async function probe(files: WorkerFiles, skeleton: string, most: Isolation = 'bubblewrap'): Promise<Probe> {
  const node = realpathSync(process.execPath)
  const prlimit = find('prlimit')
  const setpriv = find('setpriv')
  const umount = find('umount')
  const of = (binary: string | null) => (binary === null ? Promise.resolve([]) : libraries(binary))
  const [ofNode, ofPrlimit, ofSetpriv, ofUmount] = await Promise.all([node, prlimit, setpriv, umount].map(of))
  const tools: Tools = {
    node, libs: [...new Set([...ofNode, ...ofPrlimit, ...ofSetpriv])], bwrap: find('bwrap'), unshare: find('unshare'), prlimit, setpriv,
    descriptors: descriptorLimit(),
    libFolders: [...new Set(ofUmount.map((lib) => dirname(lib)))],
  }
  const missing: string[] = []
  if (prlimit === null) missing.push('prlimit: not installed (package util-linux); vaults have no resource limits but the JavaScript heap')
  for (const level of ['bubblewrap', 'unshare'] as const) {
    if (most === 'none' || (most === 'unshare' && level === 'bubblewrap')) continue
    const tool = level === 'bubblewrap' ? 'bwrap' : 'unshare'
    if (level === 'unshare' && setpriv === null) {
      missing.push('unshare: setpriv is not installed (package util-linux)')
      continue
    }
    if (tools[tool] === null) {
      missing.push(`${level}: ${tool} is not installed (package ${level === 'bubblewrap' ? 'bubblewrap' : 'util-linux'})`)
      continue
    }
    // --check makes node parse the bundle and leave: it proves that node runs there and that the bundle can be read.
    if (level === 'unshare') makeSkeleton(skeleton, tools, files)
    const c = command(level, tools, files, 64, null, skeleton)
    const at = c.args.indexOf('--no-addons')
    const { ok, err } = await run(c.file, [...c.args.slice(0, at), '--check', ...c.args.slice(at)], environment(level, tools, files))
    if (ok) return { level, tools, missing }
    missing.push(`${level}: ${err.trim().split('\n')[0]}`)
  }
  return { level: 'none', tools, missing }
}
