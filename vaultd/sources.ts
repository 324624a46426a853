/**
 * Where a worker's LPC comes from: gem-pointers and files through meshfs, or text that came along.
 * An authority may be narrowed to some folders, so that serving a mudlib's workers does not
 * serve its accounts; other folders may be inherited and included from without being read by name.
 * What lies in a folder `secure` is never given to anybody.
 */
import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { join, relative } from 'node:path'
import { MeshError } from '../netd/errors.js'
import { createMeshFs, type Document, type MeshFs } from '../netd/meshfs.js'
import { formatPointer, parsePointer } from '../netd/pointer.js'
import type { Closure } from './closure.js'
import { VaultError } from './errors.js'

export interface Authority {
  readonly folder: string
  /** Path prefixes that are served, such as `workers/`; absent for all. */
  readonly only?: readonly string[]
  /** Path prefixes that workers may also inherit and include from, such as `std/`. */
  readonly library?: readonly string[]
  /** What programs in a worker that inherits from the library see without asking: below a prefix that may be inherited from. */
  readonly everywhere?: Everywhere
}

/** Paths in an authority; '' for none. A file that is not there is none. */
export interface Everywhere {
  /** The simul_efun file. */
  readonly simulEfun: string
  /** The header included before every file. */
  readonly include: string
}

const NOTHING: Everywhere = { simulEfun: '', include: '' }

/** A part of a path by which a mudlib keeps what decides who may do what. */
const SECRET = /(^|\/)secure(\/|$)/i

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
  readonly #authorities = new Map<string, Authority>()

  /** @param library authority that text sources inherit from. Throws CONFIG. */
  constructor(authorities: Readonly<Record<string, Authority | string>>, readonly library = '') {
    for (const [name, given] of Object.entries(authorities)) {
      const a = typeof given === 'string' ? { folder: given } : given
      try {
        this.#fs.mount(name, a.folder)
      } catch (e) {
        throw new VaultError('CONFIG', `meshfs authority "${name}": ${e instanceof Error ? e.message : e}`, { cause: e })
      }
      for (const path of Object.values(a.everywhere ?? NOTHING)) {
        if (path !== '' && (SECRET.test(path) || !under(path, inheritable(a)))) throw new VaultError('CONFIG', `meshfs authority "${name}": ${path} is to be seen in every worker, but none may inherit from there`)
      }
      this.#authorities.set(name, { ...a, folder: realpathSync(a.folder) })
    }
    if (library !== '' && !Object.hasOwn(authorities, library)) throw new VaultError('CONFIG', `the library authority "${library}" is not mounted`)
  }

  get authorities(): readonly string[] {
    return this.#fs.authorities
  }

  /** A document, `.c` added when there is none without. Throws NO_SUCH_FILE, BAD_REQUEST. */
  read(uri: string): Document {
    return this.#read(uri, (a) => a.only)
  }

  #read(uri: string, prefixes: (a: Authority) => readonly string[] | undefined): Document {
    try {
      const p = parsePointer(uri)
      const authority = this.#authorities.get(p.authority)
      const may = (path: string): boolean => {
        const some = authority === undefined ? [] : prefixes(authority)
        return !SECRET.test(path) && under(path, some)
      }
      if (authority === undefined || !may(p.path)) throw new MeshError('NOT_FOUND', `${uri} is not served`)
      const doc = this.#find(uri, p)
      // A link must not lead out of what is served.
      if (!may(relative(authority.folder, realpathSync(join(authority.folder, parsePointer(doc.uri).path))))) throw new MeshError('NOT_FOUND', `${uri} is not served`)
      return doc
    } catch (e) {
      if (!(e instanceof MeshError)) throw e
      throw new VaultError(e.code === 'NOT_FOUND' ? 'NO_SUCH_FILE' : 'BAD_REQUEST', e.code === 'NOT_FOUND' ? `no document at ${uri}` : e.message, { cause: e })
    }
  }

  #find(uri: string, p: ReturnType<typeof parsePointer>): Document {
    try {
      return this.#fs.read(uri)
    } catch (e) {
      if (!(e instanceof MeshError) || e.code !== 'NOT_FOUND' || p.path.endsWith('.c')) throw e
      return this.#fs.read(formatPointer({ ...p, path: `${p.path}.c` }))
    }
  }

  /**
   * A file that a worker inherits or includes, by its absolute path: what its closure names, where its authority
   * lets libraries be. Else null. The first program from the library brings along what is seen everywhere.
   */
  file(closure: Closure, path: string): string | null {
    if (!closure.names(path)) return null
    const body = this.#inheritable(closure, path)
    const authority = this.#authorities.get(closure.authority)
    if (body !== null && authority?.everywhere !== undefined && path.endsWith('.c') && !under(path.replace(/^\/+/, ''), authority.only)) closure.usesLibrary = true
    return body
  }

  /** What a node needs beside the files it asked for, path by path: once, when the closure has come to use the library. */
  everywhere(closure: Closure): Record<string, string> {
    const { simulEfun, include } = this.#authorities.get(closure.authority)?.everywhere ?? NOTHING
    const found: Record<string, string> = Object.create(null)
    if (!closure.usesLibrary || closure.hasEverywhere) return found
    closure.hasEverywhere = true
    for (const path of [simulEfun, include]) {
      const body = path === '' ? null : this.#inheritable(closure, path)
      if (body !== null) found[`/${path}`] = body
    }
    return found
  }

  /** By which names a worker of that authority knows them. */
  everywhereOf(authority: string): Everywhere {
    const { simulEfun, include } = this.#authorities.get(authority)?.everywhere ?? NOTHING
    return { simulEfun: simulEfun && `/${simulEfun}`, include: include && `/${include}` }
  }

  #inheritable(closure: Closure, path: string): string | null {
    try {
      const body = text(this.#read(`gem-pointer://${closure.authority}/${path.replace(/^\/+/, '')}`, inheritable))
      return closure.add(body) ? body : null
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

/** Where workers of an authority may inherit and include from; undefined: everywhere in it. */
function inheritable(a: Authority): readonly string[] | undefined {
  return a.only === undefined ? undefined : [...a.only, ...(a.library ?? [])]
}

function under(path: string, prefixes: readonly string[] | undefined): boolean {
  return prefixes === undefined || prefixes.some((prefix) => path.startsWith(prefix))
}

function text(doc: Document): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(doc.bytes)
  } catch (e) {
    throw new VaultError('BAD_REQUEST', `${doc.uri} is not UTF-8 text`, { cause: e })
  }
}
