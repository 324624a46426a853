/** Writes a tar archive (POSIX ustar), the same bytes for the same content. */
import { VaultError } from '../errors.js'

export interface TarEntry {
  readonly path: string
  /** Null: a folder. */
  readonly body: Buffer | null
  readonly mode: number
}

const BLOCK = 512
/** Bytes of a name in a header. */
const MAX_NAME = 100

const octal = (n: number, width: number) => n.toString(8).padStart(width - 1, '0') + '\0'

function header(e: TarEntry): Buffer {
  const h = Buffer.alloc(BLOCK)
  const name = e.body === null ? `${e.path}/` : e.path
  if (Buffer.byteLength(name) > MAX_NAME) throw new VaultError('CONFIG', `${name} is too long for the image of a vault`)
  h.write(name, 0)
  h.write(octal(e.mode, 8), 100)
  h.write(octal(0, 8), 108)
  h.write(octal(0, 8), 116)
  h.write(octal(e.body?.length ?? 0, 12), 124)
  h.write(octal(0, 12), 136)
  h.write(e.body === null ? '5' : '0', 156)
  h.write('ustar\x0000', 257)
  h.fill(' ', 148, 156)
  h.write(`${h.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\0 `, 148)
  return h
}

export function tar(entries: readonly TarEntry[]): Buffer {
  const parts: Buffer[] = []
  for (const e of entries) {
    parts.push(header(e))
    if (e.body !== null && e.body.length > 0) parts.push(e.body, Buffer.alloc((BLOCK - (e.body.length % BLOCK)) % BLOCK))
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}
