/** Calendar text: what strftime() writes and strptime() reads, in the server's time zone. */
import { zoneName } from './zones.js'

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

const two = (n: number): string => String(n).padStart(2, '0')

/** Days since the first of January. */
export function dayOfYear(d: Date): number {
  return Math.round((Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()) - Date.UTC(d.getFullYear(), 0, 1)) / 86_400_000)
}

/** Minutes west of Greenwich without summer time. */
export function standardOffset(d: Date): number {
  return Math.max(new Date(d.getFullYear(), 0, 1).getTimezoneOffset(), new Date(d.getFullYear(), 6, 1).getTimezoneOffset())
}

export function isSummerTime(d: Date): boolean {
  return d.getTimezoneOffset() < standardOffset(d)
}


/** ctime() without its newline: `Sun Oct 11 22:12:51 2020`. */
export function ctimeText(d: Date): string {
  return `${DAYS[d.getDay()].slice(0, 3)} ${MONTHS[d.getMonth()].slice(0, 3)} ${String(d.getDate()).padStart(2)} ${clock(d)} ${d.getFullYear()}`
}

function clock(d: Date): string {
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`
}

/** ISO 8601 week and its year. */
function isoWeek(d: Date): { week: number; year: number } {
  const t = new Date(Date.UTC(d.getFullYear(), d.getMonth(), d.getDate()))
  t.setUTCDate(t.getUTCDate() + 4 - (t.getUTCDay() || 7))
  const year = t.getUTCFullYear()
  return { week: Math.ceil(((t.getTime() - Date.UTC(year, 0, 1)) / 86_400_000 + 1) / 7), year }
}

const FIELDS: Readonly<Record<string, (d: Date) => string>> = {
  a: (d) => DAYS[d.getDay()].slice(0, 3), A: (d) => DAYS[d.getDay()],
  b: (d) => MONTHS[d.getMonth()].slice(0, 3), h: (d) => MONTHS[d.getMonth()].slice(0, 3), B: (d) => MONTHS[d.getMonth()],
  c: (d) => ctimeText(d), C: (d) => two(Math.floor(d.getFullYear() / 100)),
  d: (d) => two(d.getDate()), e: (d) => String(d.getDate()).padStart(2),
  D: (d) => `${two(d.getMonth() + 1)}/${two(d.getDate())}/${two(d.getFullYear() % 100)}`,
  x: (d) => `${two(d.getMonth() + 1)}/${two(d.getDate())}/${two(d.getFullYear() % 100)}`,
  F: (d) => `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`,
  G: (d) => String(isoWeek(d).year), g: (d) => two(isoWeek(d).year % 100), V: (d) => two(isoWeek(d).week),
  H: (d) => two(d.getHours()), I: (d) => two(d.getHours() % 12 || 12), k: (d) => String(d.getHours()).padStart(2), l: (d) => String(d.getHours() % 12 || 12).padStart(2),
  j: (d) => String(dayOfYear(d) + 1).padStart(3, '0'), m: (d) => two(d.getMonth() + 1), M: (d) => two(d.getMinutes()),
  n: () => '\n', t: () => '\t', '%': () => '%',
  p: (d) => (d.getHours() < 12 ? 'AM' : 'PM'), P: (d) => (d.getHours() < 12 ? 'am' : 'pm'),
  r: (d) => `${two(d.getHours() % 12 || 12)}:${two(d.getMinutes())}:${two(d.getSeconds())} ${d.getHours() < 12 ? 'AM' : 'PM'}`,
  R: (d) => `${two(d.getHours())}:${two(d.getMinutes())}`, T: clock, X: clock, S: (d) => two(d.getSeconds()),
  s: (d) => String(Math.floor(d.getTime() / 1000)), u: (d) => String(d.getDay() || 7), w: (d) => String(d.getDay()),
  U: (d) => two(Math.floor((dayOfYear(d) + 7 - d.getDay()) / 7)), W: (d) => two(Math.floor((dayOfYear(d) + 7 - ((d.getDay() + 6) % 7)) / 7)),
  y: (d) => two(d.getFullYear() % 100), Y: (d) => String(d.getFullYear()),
  z: (d) => {
    const west = d.getTimezoneOffset()
    return `${west > 0 ? '-' : '+'}${two(Math.floor(Math.abs(west) / 60))}${two(Math.abs(west) % 60)}`
  },
  Z: zoneName,
}

/** Written as digits, filled up with zeros or blanks. */
const NUMERIC = 'CdegGHIjklmMsSuUVwWyY'

/**
 * C's conversions, with the flags of its usual library: `-` not filled up, `_` with blanks, `0` with
 * zeros, `^` in capitals, `#` the other case; then the least width. Those not known stay as they are.
 */
export function strftime(format: string, d: Date): string {
  return format.replace(/%([-_0^#]*)(\d{0,3})[EO]?([A-Za-z%])/g, (whole, flags: string, width: string, c: string) => {
    const plain = FIELDS[c]?.(d)
    if (plain === undefined || flags + width === '') return plain ?? whole
    if (!NUMERIC.includes(c)) {
      const text = flags.includes('^') ? plain.toUpperCase() : flags.includes('#') ? (c === 'p' ? plain.toLowerCase() : plain.toUpperCase()) : plain
      return text.padStart(Number(width), flags.includes('0') ? '0' : ' ')
    }
    const digits = plain.replace(/^[ 0]+(?=\d)/, '')
    const least = width ? Number(width) : flags.includes('-') ? 0 : plain.length
    return digits.padStart(least, flags.includes('_') ? ' ' : flags.includes('0') || plain[0] !== ' ' ? '0' : ' ')
  })
}

const COMPOUND: Readonly<Record<string, string>> = { D: '%m/%d/%y', x: '%m/%d/%y', F: '%Y-%m-%d', R: '%H:%M', T: '%H:%M:%S', X: '%H:%M:%S', r: '%I:%M:%S %p', c: '%a %b %e %H:%M:%S %Y' }
/** Conversion → longest number of digits. */
const DIGITS: Readonly<Record<string, number>> = { Y: 4, m: 2, d: 2, e: 2, H: 2, I: 2, k: 2, l: 2, M: 2, S: 2, y: 2, j: 3, C: 2, u: 1, w: 1, U: 2, W: 2, s: 12 }

/** Seconds since the epoch, or null when `text` is not of that form. */
export function strptime(format: string, text: string): number | null {
  const f = format.replace(/%([DFRTXrxc])/g, (_m, c: string) => COMPOUND[c])
  const got = new Map<string, number>()
  let at = 0
  for (let i = 0; i < f.length; i++) {
    if (/\s/.test(f[i])) {
      while (/\s/.test(text[at] ?? '')) at++
      continue
    }
    if (f[i] !== '%') {
      if (text[at++] !== f[i]) return null
      continue
    }
    let c = f[++i]
    if (c === 'E' || c === 'O') c = f[++i]
    const end = field(c, text, at, got)
    if (end < 0) return null
    at = end
  }
  return assemble(got)
}

/** Reads one field; the offset behind it or -1. */
function field(c: string | undefined, text: string, at: number, got: Map<string, number>): number {
  if (c === undefined) return -1
  if (c in DIGITS) {
    const m = new RegExp(`^\\s*([+-]?\\d{1,${DIGITS[c]}})`).exec(text.slice(at, at + 40))
    if (!m) return -1
    got.set(c, Number(m[1]))
    return at + m[0].length
  }
  const names = c === 'a' || c === 'A' ? DAYS : c === 'b' || c === 'B' || c === 'h' ? MONTHS : c === 'p' || c === 'P' ? ['AM', 'PM'] : null
  if (names) {
    const rest = text.slice(at, at + 12).toLowerCase()
    const i = names.findIndex((n) => rest.startsWith(n.slice(0, 3).toLowerCase()))
    if (i < 0) return -1
    got.set(c.toLowerCase() === 'b' || c === 'h' ? 'm' : c.toLowerCase(), names === MONTHS ? i + 1 : i)
    return at + (rest.startsWith(names[i].toLowerCase()) ? names[i].length : 3)
  }
  if (c === 'n' || c === 't') {
    while (/\s/.test(text[at] ?? '')) at++
    return at
  }
  if (c === '%') return text[at] === '%' ? at + 1 : -1
  const zone = /^(?:[A-Za-z]+|[+-]\d{2}:?\d{2})/.exec(text.slice(at, at + 12))
  if ((c === 'Z' || c === 'z') && zone) {
    if (c === 'z' && /\d/.test(zone[0])) got.set('z', (zone[0][0] === '-' ? -1 : 1) * (Number(zone[0].slice(1, 3)) * 60 + Number(zone[0].slice(-2))))
    return at + zone[0].length
  }
  return -1
}

const RANGES: ReadonlyArray<readonly [string, number, number]> = [['m', 1, 12], ['d', 1, 31], ['e', 1, 31], ['H', 0, 23], ['k', 0, 23], ['I', 1, 12], ['l', 1, 12], ['M', 0, 59], ['S', 0, 61], ['j', 1, 366]]

function assemble(got: Map<string, number>): number | null {
  for (const [c, lo, hi] of RANGES) {
    const n = got.get(c)
    if (n !== undefined && (n < lo || n > hi)) return null
  }
  const seconds = got.get('s')
  if (seconds !== undefined) return seconds
  const y = got.get('y')
  const year = got.get('Y') ?? (y === undefined ? 1900 : y < 69 ? 2000 + y : 1900 + y)
  const twelve = got.get('I') ?? got.get('l')
  const hour = twelve === undefined ? got.get('H') ?? got.get('k') ?? 0 : (twelve % 12) + (got.get('p') === 1 ? 12 : 0)
  const day = got.get('j') !== undefined && got.get('d') === undefined ? got.get('j')! : got.get('d') ?? got.get('e') ?? (got.has('Y') || got.has('y') ? 1 : 0)
  const month = got.get('j') !== undefined && got.get('m') === undefined ? 0 : (got.get('m') ?? 1) - 1
  const d = new Date(year, month, day, hour, got.get('M') ?? 0, got.get('S') ?? 0)
  if (year >= 0 && year < 100) d.setFullYear(year)
  const zone = got.get('z')
  const ms = zone === undefined ? d.getTime() : d.getTime() - (d.getTimezoneOffset() + zone) * 60_000
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000)
}
