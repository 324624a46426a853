/**
 * Text in other encodings. Decoding is the platform's; encoding into anything but Unicode and
 * Latin-1 turns the decoder's own table round, made at the first use of an encoding.
 */
import { BAD_ARGUMENT, LpcError } from './errors.js'

/** What stands for a character that an encoding of one byte does not have, and the others. */
const SUB = [0x1a]
const SUBSTITUTES: Readonly<Record<string, readonly number[]>> = { gbk: [0x3f], gb18030: [0x3f], big5: [0x3f], shift_jis: [0xfc, 0xfc], 'euc-kr': [0xaf, 0xfe], 'euc-jp': [0xf4, 0xfe] }
const UNICODE: Readonly<Record<string, string>> = { 'utf8': 'utf-8', 'utf-8': 'utf-8', 'utf-16le': 'utf-16le', 'utf16le': 'utf-16le', 'utf-16be': 'utf-16be', 'utf-32le': 'utf-32le', 'utf-32be': 'utf-32be' }
const LATIN1 = new Set(['iso-8859-1', 'iso8859-1', 'latin1', 'l1', 'us-ascii', 'ascii'])
/** Encodings whose characters are one byte, or one lead byte and one more. */
const TABLED = /^(gbk|gb18030|gb2312|big5|big5-hkscs|euc-kr|shift_jis|euc-jp|windows-125\d|iso-8859-\d+(-i)?|koi8-[ru]|ibm866|macintosh|x-mac-cyrillic|windows-874)$/

const tables = new Map<string, Map<string, readonly number[]>>()

/** Characters of the longest name there is, and then some. */
const LONGEST = 40

/** The name under which an encoding is known, or LpcError when it is not. */
export function encodingName(efun: string, name: string): string {
  encode(efun, '', name)
  const known = name.toLowerCase()
  return UNICODE[known] ?? (LATIN1.has(known) ? known : decoder(efun, name).encoding)
}

function unknown(efun: string, name: string): LpcError {
  return new LpcError(`${efun}(): unknown encoding '${name.slice(0, 60)}'.`, { code: BAD_ARGUMENT })
}

function decoder(efun: string, name: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(name, { ignoreBOM: true })
  } catch {
    throw unknown(efun, name)
  }
}

export function decode(efun: string, bytes: Uint8Array, encoding: string): string {
  if (encoding.length > LONGEST) throw unknown(efun, encoding)
  const name = encoding.toLowerCase()
  if (name === 'utf-16' || name === 'utf-32') return decodeMarked(efun, bytes, name)
  const unicode = UNICODE[name]
  if (unicode === 'utf-32le' || unicode === 'utf-32be') return decode32(bytes, unicode === 'utf-32le')
  if (unicode) return decoder(efun, unicode).decode(bytes)
  if (LATIN1.has(name)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  return decoder(efun, encoding).decode(bytes)
}

/** With a mark in front the order of bytes is the mark's, else the greatest comes first. */
function decodeMarked(efun: string, bytes: Uint8Array, name: 'utf-16' | 'utf-32'): string {
  const size = name === 'utf-16' ? 2 : 4
  const mark = Buffer.from(bytes.subarray(0, size)).toString('hex')
  const little = mark === (size === 2 ? 'fffe' : 'fffe0000')
  const marked = little || mark === (size === 2 ? 'feff' : '0000feff')
  return decode(efun, bytes.subarray(marked ? size : 0), `${name}${little ? 'le' : 'be'}`)
}

/** Characters the encoding does not have become its substitute. UTF-16 and UTF-32 without an order of bytes begin with a mark of it, the least byte first. */
export function encode(efun: string, text: string, encoding: string): Uint8Array {
  if (encoding.length > LONGEST) throw unknown(efun, encoding)
  const name = encoding.toLowerCase()
  if (name === 'utf-16' || name === 'utf-32') return encode(efun, `\ufeff${text}`, `${name}le`)
  const unicode = UNICODE[name]
  if (unicode === 'utf-8') return new TextEncoder().encode(text)
  if (unicode === 'utf-16le') return new Uint8Array(Buffer.from(text, 'utf16le'))
  if (unicode === 'utf-16be') return new Uint8Array(Buffer.from(text, 'utf16le').swap16())
  if (unicode) return encode32(text, unicode === 'utf-32le')
  if (LATIN1.has(name)) {
    const limit = name.includes('ascii') ? 0x80 : 0x100
    return Uint8Array.from(text, (c) => (c.codePointAt(0)! < limit ? c.codePointAt(0)! : SUB[0]))
  }
  const canonical = decoder(efun, encoding).encoding
  if (!TABLED.test(canonical)) throw unknown(efun, encoding)
  const table = tableOf(efun, canonical)
  const out: number[] = []
  for (const c of text) {
    const bytes = table.get(c)
    if (bytes) for (const b of bytes) out.push(b)
    else out.push(...(canonical === 'gb18030' && beyond(c.codePointAt(0)!)) || (SUBSTITUTES[canonical] ?? SUB))
  }
  return Uint8Array.from(out)
}

function tableOf(efun: string, name: string): Map<string, readonly number[]> {
  const known = tables.get(name)
  if (known) return known
  const d = decoder(efun, name)
  const table = new Map<string, readonly number[]>()
  const add = (...bytes: number[]): void => {
    const c = d.decode(Uint8Array.from(bytes))
    if (c !== '' && !c.includes('\ufffd') && [...c].length === 1 && !table.has(c)) table.set(c, bytes)
  }
  for (let a = 0; a < 256; a++) add(a)
  for (let a = 0x81; a < 256; a++) for (let b = 0x40; b < 256; b++) add(a, b)
  if (name === 'gb18030') for (let n = 0; n < 39420; n++) add(...fourBytes(n))
  tables.set(name, table)
  return table
}

/** The n-th sequence of four bytes of GB 18030. */
function fourBytes(n: number): number[] {
  return [0x81 + Math.floor(n / 12600), 0x30 + Math.floor(n / 1260) % 10, 0x81 + Math.floor(n / 10) % 126, 0x30 + n % 10]
}

/** GB 18030 of a character above U+FFFF: they stand in a row. */
function beyond(code: number): number[] | null {
  return code > 0xffff ? fourBytes(code - 0x10000 + 189000) : null
}

function decode32(bytes: Uint8Array, little: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  let out = ''
  for (let i = 0; i + 4 <= bytes.length; i += 4) {
    const code = view.getUint32(i, little)
    out += code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd'
  }
  return out
}

function encode32(text: string, little: boolean): Uint8Array {
  const chars = [...text]
  const view = new DataView(new ArrayBuffer(chars.length * 4))
  chars.forEach((c, i) => view.setUint32(i * 4, c.codePointAt(0)!, little))
  return new Uint8Array(view.buffer)
}
