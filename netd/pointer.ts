/**
 * `gem-pointer://authority/path`: the name of a document in meshfs. Not for: finding it (meshfs.ts).
 */
import { MeshError } from './errors.js'
import { MAX_POINTER } from './limits.js'

export interface Pointer {
  /** Lower-case letters, digits, `-` and `.`. */
  readonly authority: string
  /** Without a leading slash; never contains empty, `.` or `..` segments. */
  readonly path: string
}

const SCHEME = 'gem-pointer://'
const AUTHORITY = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/
/** No percent signs, no backslashes, no control characters: there is one way to write a path. */
const SEGMENT = /^[A-Za-z0-9_@+,=~-][A-Za-z0-9_@+,=~.-]{0,127}$/

export function isAuthority(name: string): boolean {
  return AUTHORITY.test(name) && !name.includes('..')
}

/** Throws MeshError BAD_POINTER. */
export function parsePointer(uri: string): Pointer {
  if (uri.length > MAX_POINTER) throw bad('is too long')
  if (!uri.startsWith(SCHEME)) throw bad(`does not start with ${SCHEME}`)
  const slash = uri.indexOf('/', SCHEME.length)
  const authority = slash < 0 ? uri.slice(SCHEME.length) : uri.slice(SCHEME.length, slash)
  if (!isAuthority(authority)) throw bad('has no proper authority')
  const path = slash < 0 ? '' : uri.slice(slash + 1)
  if (path !== '') for (const segment of path.split('/')) if (!SEGMENT.test(segment)) throw bad('has a path that is not allowed: no empty, hidden, `.` or `..` parts, no escapes')
  return { authority, path }
}

export function formatPointer({ authority, path }: Pointer): string {
  return `${SCHEME}${authority}/${path}`
}

function bad(what: string): MeshError {
  return new MeshError('BAD_POINTER', `The gem-pointer ${what}.`)
}
