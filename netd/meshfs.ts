/**
 * meshfs: read-only documents by name (gem-pointer) and by content hash, from the folders that this
 * machine mounts. Not for: asking another machine (the Core does, over control.ts).
 */
import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs'
import { join, sep } from 'node:path'
import { MeshError } from './errors.js'
import { MAX_BY_HASH, MAX_DOCUMENT, MAX_LISTING } from './limits.js'
import { formatPointer, isAuthority, parsePointer } from './pointer.js'

export interface Document {
  readonly uri: string
  readonly bytes: Uint8Array
  /** Hex. */
  readonly sha256: string
}

export interface MeshFs {
  /** Serves `authority` from a folder. Throws MeshError BAD_POINTER for a bad authority, NOT_FOUND for no folder. */
  mount(authority: string, folder: string): void
  readonly authorities: readonly string[]
  /**
   * By gem-pointer, or by `sha256:<hex>` of a document read before (and not changed since).
   * A pointer without an ending also finds the one document `path.c` or `path.md`.
   * Throws MeshError BAD_POINTER, NOT_FOUND, TOO_LARGE.
   */
  read(uri: string): Document
  /** Names under `gem-pointer://authority/dir`, folders with a trailing slash. */
  list(uri: string): string[]
}

/** Tried in this order where the name as given is no file. */
const ENDINGS = ['', '.c', '.md'] as const
const HASH = /^sha256:([0-9a-f]{64})$/

export function createMeshFs(): MeshFs {
  const mounts = new Map<string, string>()
  /** Pointer of each hash, oldest first. */
  const byHash = new Map<string, string>()

  /** The real path under the mount, or null: links may not lead out of it. */
  function locate(root: string, path: string): string | null {
    try {
      const real = realpathSync(join(root, path))
      return real === root || real.startsWith(root + sep) ? real : null
    } catch {
      return null
    }
  }

  function rootOf(authority: string): string {
    const root = mounts.get(authority)
    if (root === undefined) throw new MeshError('NOT_FOUND', `Nobody here serves gem-pointer://${authority}/.`)
    return root
  }

  function read(uri: string): Document {
    const hash = HASH.exec(uri)?.[1]
    if (hash !== undefined) {
      const known = byHash.get(hash)
      const document = known === undefined ? undefined : read(known)
      if (document?.sha256 !== hash) throw new MeshError('NOT_FOUND', `No document ${uri} is known here.`)
      return document
    }
    const pointer = parsePointer(uri)
    const root = rootOf(pointer.authority)
    for (const ending of pointer.path === '' ? [] : ENDINGS) {
      const file = locate(root, pointer.path + ending)
      const bytes = file === null ? null : readRegular(file, uri)
      if (bytes === null) continue
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      const name = formatPointer({ authority: pointer.authority, path: pointer.path + ending })
      byHash.delete(sha256)
      byHash.set(sha256, name)
      if (byHash.size > MAX_BY_HASH) byHash.delete(byHash.keys().next().value!)
      return { uri: name, bytes, sha256 }
    }
    throw new MeshError('NOT_FOUND', `There is no ${uri}.`)
  }

  return {
    mount(authority, folder) {
      if (!isAuthority(authority)) throw new MeshError('BAD_POINTER', `${authority} is no proper authority.`)
      try {
        mounts.set(authority, realpathSync(folder))
      } catch {
        throw new MeshError('NOT_FOUND', `There is no folder ${folder} to serve gem-pointer://${authority}/ from.`)
      }
    },
    get authorities() {
      return [...mounts.keys()]
    },
    read,
    list(uri) {
      const pointer = parsePointer(uri)
      const folder = locate(rootOf(pointer.authority), pointer.path)
      if (folder === null) throw new MeshError('NOT_FOUND', `There is no ${uri}.`)
      try {
        const names = readdirSync(folder, { withFileTypes: true }).filter((e) => !e.name.startsWith('.') && (e.isFile() || e.isDirectory()))
        return names.slice(0, MAX_LISTING).map((e) => (e.isDirectory() ? `${e.name}/` : e.name)).sort()
      } catch {
        throw new MeshError('NOT_FOUND', `${uri} is no folder.`)
      }
    },
  }
}

/** The bytes of a regular file, or null. Opened without blocking, so that a FIFO cannot hang the process. */
function readRegular(file: string, uri: string): Uint8Array | null {
  let fd: number
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    return null
  }
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile()) return null
    if (stat.size > MAX_DOCUMENT) throw new MeshError('TOO_LARGE', `${uri} is larger than ${MAX_DOCUMENT} bytes.`)
    const bytes = new Uint8Array(stat.size)
    let n = 0
    for (let got = 1; got > 0 && n < bytes.length; n += got) got = readSync(fd, bytes, n, bytes.length - n, n)
    return n === bytes.length ? bytes : bytes.slice(0, n)
  } finally {
    closeSync(fd)
  }
}
