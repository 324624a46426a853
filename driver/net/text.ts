/**
 * Text at the border: what may come in from a keyboard, and how text goes out to a client that
 * cannot show UTF-8. Not for: wrapping, colours (the mudlib's).
 */
import { isUtf8 } from 'node:buffer'

const ESCAPE_SEQUENCE = /\x1b(?:\[[0-?]*[ -/]*[@-~]|[O][ -~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)?/gs
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/g

/** Bytes of a line as text: UTF-8, or Latin-1 for old clients whose bytes are not UTF-8. */
export function decode(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('latin1')
}

/** Removes escape sequences and control characters but TAB: other players will read this. */
export function clean(text: string): string {
  return text.replace(ESCAPE_SEQUENCE, '').replace(CONTROL, '')
}

/** A short name from outside: printable, one line, at most `max` characters. */
export function cleanName(text: string, max: number): string {
  return clean(text).replaceAll('\t', ' ').trim().slice(0, max)
}

const PLAIN: Record<string, string> = {
  '‘': "'", '’': "'", '‚': ',', '“': '"', '”': '"', '„': '"', '«': '"', '»': '"', '–': '-', '—': '--', '…': '...',
  '•': '*', '·': '.', '×': 'x', '→': '->', '←': '<-', '↑': '^', '↓': 'v', 'ß': 'ss', 'Æ': 'AE', 'æ': 'ae', 'Ø': 'O', 'ø': 'o',
  'Œ': 'OE', 'œ': 'oe', 'Ł': 'L', 'ł': 'l', 'Đ': 'D', 'đ': 'd', 'Þ': 'Th', 'þ': 'th', '€': 'EUR', '£': 'GBP', '\u00a0': ' ',
}

/** The nearest ASCII: accents dropped, quotes and lines plain, the rest `?`. */
export function transliterate(text: string): string {
  return text.normalize('NFD').replace(/\p{Mn}/gu, '').replace(/[^\x00-\x7f]/gu, (c) => PLAIN[c] ?? boxDrawing(c))
}

function boxDrawing(c: string): string {
  const code = c.codePointAt(0)!
  if (code < 0x2500 || code > 0x257f) return code >= 0x2580 && code <= 0x259f ? '#' : '?'
  if ('─━┄┅┈┉╌╍═╴╶╸╺╼╾'.includes(c)) return '-'
  return '│┃┆┇┊┋╎╏║╵╷╹╻╽╿'.includes(c) ? '|' : '+'
}
