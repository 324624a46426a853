/**
 * Values of literals: numbers and escapes. Nothing here reports: what is wrong with a literal is
 * returned beside its value, and the lexer says it with a place. Not for: finding literals (rules.ts).
 */

const MAX_INT = 0x7fffffffffffffffn

/**
 * An integer literal: a number while that is exact, else a bigint. Past 64 bits it stays at the
 * largest int, as in FluffOS (whose MIN_INT is for that reason one above the true minimum).
 */
export function intValue(text: string): number | bigint {
  const digits = text.includes('_') ? text.replaceAll('_', '') : text
  const n = Number(digits)
  if (Number.isSafeInteger(n)) return n
  // Not for thousands of digits: its time grows with their square.
  if (n > 2 ** 64) return MAX_INT
  const big = BigInt(digits)
  return big > MAX_INT ? MAX_INT : big
}

/** A float literal; one too large for a double becomes infinity, as strtod does. */
export function floatValue(text: string): number {
  return Number(text.includes('_') ? text.replaceAll('_', '') : text)
}

/** A complaint about an escape: what, and whether it is only a warning. */
export interface EscapeFault {
  readonly message: string
  readonly fatal: boolean
  /** Where in the text it stands. */
  readonly at: number
}

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', e: '\x1b', f: '\f', v: '\v',
  '\\': '\\', '"': '"', "'": "'", '`': '`', $: '$', '\n': '', '\r\n': '',
}

/** Two or more escapes of bytes above 127: UTF-8 written out. */
const BYTES = '(?:\\\\x[89a-fA-F][0-9a-fA-F](?![0-9a-fA-F])){2,}'
const ESCAPE = new RegExp(`${BYTES}|${/\\(?:\r\n|[0-7]+|x[0-9a-fA-F]+|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^])|\r\n/.source}`, 'g')
const TEMPLATE_ESCAPE = new RegExp(`${BYTES}|${/\\(?:\r\n|[0-7]+|x[0-9a-fA-F]+|[^])|\r?\n/.source}`, 'g')

/** Text between the quotes of a string, with its escapes done. */
export function unescape(raw: string, faults: EscapeFault[]): string {
  if (!raw.includes('\\') && !raw.includes('\r')) return raw
  return raw.replace(ESCAPE, (e: string, at: number) => (e === '\r\n' ? '\n' : oneEscape(e, at, faults)))
}

/** A stretch of template text: as a string, but bare line breaks vanish. */
export function unescapeTemplate(raw: string, faults: EscapeFault[]): string {
  if (!/[\\\n]/.test(raw)) return raw
  return raw.replace(TEMPLATE_ESCAPE, (e: string, at: number) => (e.startsWith('\\') ? oneEscape(e, at, faults) : ''))
}

/** A character literal, quotes included, as its code point. */
export function charValue(text: string, faults: EscapeFault[]): number {
  const body = text.slice(1, -1)
  if (!body.startsWith('\\')) return body.codePointAt(0)!
  if (body === '\\\n' || body === '\\\r\n') return 10
  return oneEscape(body, 1, faults).codePointAt(0) ?? 0
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** `\xc3\xa9` is é, as where strings are bytes; bytes that are no UTF-8 are characters of their own. */
function bytes(e: string): string {
  const list = e.split('\\x').slice(1).map((h) => parseInt(h, 16))
  try {
    return utf8.decode(Uint8Array.from(list))
  } catch {
    return String.fromCharCode(...list)
  }
}

function oneEscape(e: string, at: number, faults: EscapeFault[]): string {
  if (e.length > 4 && e.startsWith('\\x') && e.includes('\\x', 2)) return bytes(e)
  const rest = e.slice(1)
  const simple = SIMPLE[rest]
  if (simple !== undefined) return simple
  const kind = rest[0]
  if (kind >= '0' && kind <= '7') return byte(parseInt(rest, 8), e, at, faults)
  if (rest.length > 1 && kind === 'x') return byte(parseInt(rest.slice(1), 16), e, at, faults)
  if (kind === 'u' || kind === 'U') return unicode(rest, e, at, faults)
  if (kind === '8' || kind === '9') faults.push({ message: `'${e}' is not an octal escape`, fatal: true, at })
  else if (kind === 'x') faults.push({ message: `'\\x' needs hexadecimal digits; read as 'x'`, fatal: false, at })
  else faults.push({ message: `unknown escape '${e}', read as '${rest}'`, fatal: false, at })
  return rest
}

function byte(value: number, e: string, at: number, faults: EscapeFault[]): string {
  if (value <= 255) return String.fromCharCode(value)
  faults.push({ message: `escape '${e}' is above 255, read as 'x'`, fatal: false, at })
  return 'x'
}

function unicode(rest: string, e: string, at: number, faults: EscapeFault[]): string {
  const code = parseInt(rest.slice(1), 16)
  if (rest.length === 11) return String.fromCharCode(code, parseInt(rest.slice(7), 16))
  if (rest.length > 1 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)) return String.fromCodePoint(code)
  const why = rest.length === 1 ? `needs ${rest === 'u' ? 4 : 8} hexadecimal digits` : code > 0x10ffff ? 'is no Unicode character' : 'is half of a surrogate pair'
  faults.push({ message: `escape '${e}' ${why}`, fatal: true, at })
  return ''
}
