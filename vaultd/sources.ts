/**
 * Where a worker's LPC comes from: gem-pointers and files through meshfs, or text that came along.
 * An authority may be narrowed to some folders, so that serving a mudlib's workers does not
 * serve its accounts.
 */
import { createHash } from 'node:crypto'
import { MeshError } from '../netd/errors.js'
import { createMeshFs, type Document, type MeshFs } from '../netd/meshfs.js'
import { formatPointer, parsePointer } from '../netd/pointer.js'
import { VaultError } from './errors.js'

export interface Authority {
  readonly folder: string
  /** Path prefixes that are served, such as `workers/`; absent for all. */
  readonly only?: readonly string[]
}

export interface Resolved {
  /** `/workers/web_scout.c` */
  readonly main: string
  readonly text: string
  /** Hex SHA-256 of the text. */
  readonly hash: string
  /** Where its inherits and includes are looked for; '' for nowhere. */
  readonly authority: string
  /** For the registry: the pointer, or `text`. */
  readonly source: string
}

/** Name of a worker whose source came as text. */
const TEXT_MAIN = '/worker.c'

export class Sources {
  readonly #fs: MeshFs = createMeshFs()
  readonly #only = new Map<string, readonly string[]>()

  /** @param library authority that text sources inherit from. Throws CONFIG. */
  constructor(authorities: Readonly<Record<string, Authority | string>>, readonly library = '') {
    for (const [name, given] of Object.entries(authorities)) {
      const a = typeof given === 'string' ? { folder: given } : given
      try {
        this.#fs.mount(name, a.folder)
      } catch (e) {
        throw new VaultError('CONFIG', `meshfs authority "${name}": ${e instanceof Error ? e.message : e}`, { cause: e })
      }
      if (a.only !== undefined) this.#only.set(name, a.only)
    }
    if (library !== '' && !Object.hasOwn(authorities, library)) throw new VaultError('CONFIG', `the library authority "${library}" is not mounted`)
  }

  get authorities(): readonly string[] {
    return this.#fs.authorities
  }

  /** A document, `.c` added when there is none without. Throws NO_SUCH_FILE, BAD_REQUEST. */
  read(uri: string): Document {
    try {
      const p = parsePointer(uri)
      const only = this.#only.get(p.authority)
      if (only !== undefined && !only.some((prefix) => p.path.startsWith(prefix))) throw new MeshError('NOT_FOUND', `${uri} is not served`)
      try {
        return this.#fs.read(uri)
      } catch (e) {
        if (!(e instanceof MeshError) || e.code !== 'NOT_FOUND' || p.path.endsWith('.c')) throw e
        return this.#fs.read(formatPointer({ ...p, path: `${p.path}.c` }))
      }
    } catch (e) {
      if (!(e instanceof MeshError)) throw e
      throw new VaultError(e.code === 'NOT_FOUND' ? 'NO_SUCH_FILE' : 'BAD_REQUEST', e.code === 'NOT_FOUND' ? `no document at ${uri}` : e.message, { cause: e })
    }
  }

  /** A file of an authority by its absolute path, or null. */
  file(authority: string, path: string): string | null {
    try {
      return text(this.read(`gem-pointer://${authority}/${path.replace(/^\/+/, '')}`))
    } catch (e) {
      if (e instanceof VaultError) return null
      throw e
    }
  }

  resolve(source: { readonly pointer: string } | { readonly text: string }): Resolved {
    if ('text' in source) {
      return { main: TEXT_MAIN, text: source.text, hash: createHash('sha256').update(source.text).digest('hex'), authority: this.library, source: 'text' }
    }
    const doc = this.read(source.pointer)
    const p = parsePointer(doc.uri)
    return { main: `/${p.path}`, text: text(doc), hash: doc.sha256, authority: p.authority, source: doc.uri }
  }
}

function text(doc: Document): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(doc.bytes)
  } catch (e) {
    throw new VaultError('BAD_REQUEST', `${doc.uri} is not UTF-8 text`, { cause: e })
  }
}
