/**
 * The root of every LXC vault: node's libraries and places to mount on, no shell, no tool. Made
 * once per node version and shared read-only. Not for: the worker's files (backend.ts).
 */
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const FOLDERS = ['proc', 'tmp', 'dev', 'node', 'app', 'lpc']
const TARGETS = ['dev/null', 'dev/urandom', 'node/node']
/** Raised when the content changes. */
const LAYOUT = 1

/** Makes a folder that every user may look into, whatever our umask is. */
export function openFolder(path: string): void {
  if (existsSync(path)) return
  openFolder(dirname(path))
  mkdirSync(path, { recursive: true })
  chmodSync(path, 0o755)
}

/** The skeleton under `base` for that node and libraries; made when it is not there. Half-made ones are never used. */
export function skeletonFor(base: string, node: string, libs: readonly string[]): string {
  const id = createHash('sha256').update(`${LAYOUT} ${process.version}`)
  for (const file of [node, ...libs]) {
    const { size, mtimeMs } = statSync(file)
    id.update(`\0${file}\0${size}\0${mtimeMs}`)
  }
  const root = join(base, `root-${id.digest('hex').slice(0, 16)}`)
  if (existsSync(root)) return root
  const part = `${root}.${process.pid}`
  rmSync(part, { recursive: true, force: true })
  for (const folder of FOLDERS) openFolder(join(part, folder))
  for (const target of TARGETS) writeFileSync(join(part, target), '', { mode: 0o644 })
  for (const lib of libs) {
    openFolder(join(part, dirname(lib)))
    copyFileSync(lib, join(part, lib))
    chmodSync(join(part, lib), 0o755)
  }
  try {
    renameSync(part, root)
  } catch (e) {
    // Another agent was first.
    rmSync(part, { recursive: true, force: true })
    if (!existsSync(root)) throw e
  }
  return root
}
