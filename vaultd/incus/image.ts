/**
 * The image that vaults are made of: the libraries of node, an init that does nothing, and the
 * worker. Known by its hash, so that every agent with the same worker shares one, and a cluster
 * carries it to the members by itself. node itself is too large to copy for each vault: the
 * member's own is mounted.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import { VaultError } from '../errors.js'
import type { WorkerFiles } from '../process/command.js'
import { find, libraries } from '../process/probe.js'
import type { Quick } from '../process/quick.js'
import type { Api } from './api.js'
import { LEAVE } from './instance.js'
import { tar, type TarEntry } from './tar.js'

/** By this an image is known for ours. */
export const IMAGE = 'hauki vault'

const FOLDERS = ['dev', 'proc', 'sys', 'tmp', 'etc', 'run', 'node', 'app', 'lpc', 'sbin']
const ARCHITECTURES: Partial<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' }

export interface Root {
  readonly entries: readonly TarEntry[]
  readonly libraryFolders: readonly string[]
}

const file = (path: string, body: Buffer | string, mode = 0o644): TarEntry => ({ path: `rootfs/${path.replace(/^\//, '')}`, body: Buffer.from(body), mode })

/** What does not change while the agent runs. Throws CONFIG. */
export async function rootOf(node: string): Promise<Root> {
  const [sleep, timeout, prlimit] = [['sleep', 'coreutils'], ['timeout', 'coreutils'], ['prlimit', 'util-linux']].map(([name, from]) => {
    const path = find(name)
    if (path === null) throw new VaultError('CONFIG', `incus: ${name} is not installed (package ${from})`)
    return path
  })
  const libs = [...new Set((await Promise.all([node, sleep, timeout, prlimit].map(libraries))).flat())]
  if (libs.length === 0) throw new VaultError('CONFIG', 'incus: ldd does not name the libraries of node (package libc-bin)')
  const folders = new Set(FOLDERS)
  for (const lib of libs) for (let d = dirname(lib); d !== '/'; d = dirname(d)) folders.add(d.slice(1))
  return {
    entries: [
      ...[...folders].sort().map((d): TarEntry => ({ path: `rootfs/${d}`, body: null, mode: 0o755 })),
      file('node/node', ''), ...libs.map((lib) => file(lib, readFileSync(lib), 0o755)),
      file('sbin/sleep', readFileSync(sleep), 0o755), file('sbin/timeout', readFileSync(timeout), 0o755), file('sbin/prlimit', readFileSync(prlimit), 0o755), file('app/leave.cjs', LEAVE),
    ],
    libraryFolders: [...new Set(libs.map(dirname))].filter((d) => !/^\/(usr\/)?lib(64)?(\/[a-z0-9_]+-linux-gnu)?$/.test(d)),
  }
}

/** Makes sure that the server has it; its fingerprint. @param claimed gets it before it is there. Throws VAULT_FAILED. */
export async function provide(api: Api, root: Root, files: WorkerFiles, quick: Quick | null, claimed: Set<string>): Promise<string> {
  const architecture = ARCHITECTURES[process.arch] ?? process.arch
  const metadata = `architecture: ${architecture}\ncreation_date: 1\nproperties:\n  description: ${IMAGE}\n  architecture: ${architecture}\n  os: hauki\n  release: ${basename(files.bundle)}\n`
  const worker = [file(`app/${basename(files.bundle)}`, readFileSync(files.bundle)), ...[...quick?.files ?? []].map(([name, path]) => file(`app/${name}`, readFileSync(path)))]
  const image = gzipSync(tar([{ path: 'metadata.yaml', body: Buffer.from(metadata), mode: 0o644 }, { path: 'rootfs', body: null, mode: 0o755 }, ...root.entries, ...worker]), { level: 1 })
  const fingerprint = createHash('sha256').update(image).digest('hex')
  claimed.add(fingerprint)
  if ((await api.find(`/1.0/images/${fingerprint}`)) !== null) return fingerprint
  try {
    await api.run('POST', '/1.0/images', image, { 'x-lxd-public': '0', 'x-incus-public': '0', 'x-lxd-filename': 'vault.tar.gz', 'x-incus-filename': 'vault.tar.gz' })
  } catch (e) {
    // Another agent may have been first.
    if ((await api.find(`/1.0/images/${fingerprint}`)) === null) throw e
  }
  return fingerprint
}
