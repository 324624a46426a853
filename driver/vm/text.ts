/**
 * Strings as LPC counts them: in grapheme clusters (UAX 29). "cafe" + U+0301 has length 4, a
 * family emoji length 1, and CR LF is one. Most strings are simple (each UTF-16 unit is a
 * cluster), and for those everything here is the plain JavaScript operation.
 *
 * Own regular expressions instead of Intl.Segmenter: that one takes time quadratic in the length
 * (100 000 emoji: 40 s against 8 ms here). t/efuns/text.test.ts holds the two side by side.
 *
 * Cost: a simple string of Latin letters takes 20 ns whatever its length (V8 keeps it in single
 * bytes, where a search for wider characters ends before it starts), any other simple one about
 * 1 ns per unit, and the last one seen nothing; what is not simple is segmented once (about 0.1 µs
 * per cluster) and its offsets are remembered. Callers charge textTicks(s) where players decide the
 * length.
 *
 * Not for: display width (efuns/strings/width.ts).
 */

/**
 * Characters that are a cluster of their own beside any other of them: Latin, Greek, Cyrillic,
 * punctuation, symbols, CJK, kana, precomposed Hangul. CR is out because CR LF is one cluster.
 */
const SIMPLE = /^[\0-\x0c\x0e-\u02ff\u0370-\u0482\u048a-\u0590\u1e00-\u200a\u2010-\u2027\u2030-\u205f\u2070-\u20cf\u2100-\u2cee\u3000-\u3029\u3030-\u3098\u309b-\ua66e\uac00-\ud7a3\uf900-\ufaff\uff01-\uff9d\uffe0-\uffe6]*$/

/** One extended grapheme cluster, by the grammar of UAX 29 table 1c. */
const CLUSTER = clusterPattern()

/** Beyond Latin-1, where some characters combine. */
const WIDE = /[^\0-\xff]/

/** Up to here a loop is cheaper than V8's search. */
const TINY = 8
/** Below this a scan is cheaper than remembering. */
const SHORT = 48
/** Segmented strings remembered; loops over one or two strings are the case that matters. */
const CACHED = 8

/** The long simple string seen last. Its length is kept aside: strings of one length are compared. */
let known = ''
let knownLength = 0
const offsetCache = new Map<string, Int32Array>()

/** True when every UTF-16 unit of `s` is one cluster, so that JavaScript's indices are LPC's. */
export function isSimple(s: string): boolean {
  const n = s.length
  if (n === knownLength && s === known) {
    // An equal string that is another one: from now on the comparison sees at once that it is the same.
    known = s
    return true
  }
  if (!scan(s)) return false
  if (n > SHORT) remember(s, n)
  return true
}

/**
 * `a + b`, in which what is known of `a` is passed on: a text that grows piece by piece and is
 * measured in between would be scanned (and laid out flat) as a whole each time.
 */
export function join(a: string, b: string): string {
  const r = a + b
  if (a.length === knownLength && a === known && scan(b)) remember(r, r.length)
  return r
}

function remember(s: string, length: number): void {
  known = s
  knownLength = length
}

function scan(s: string): boolean {
  if (s.length <= TINY) {
    let i = 0
    for (; i < s.length; i++) {
      const c = s.charCodeAt(i)
      if (c >= 0x300 || c === 13) break
    }
    if (i === s.length) return true
  }
  // indexOf() first: it lays out flat what was just put together of pieces, and quicker than an expression does.
  return s.indexOf('\r') < 0 && !WIDE.test(s) || SIMPLE.test(s)
}

/** Ticks to charge for looking at `s` cluster by cluster: next to nothing while it is short. */
export function textTicks(s: string): number {
  return s.length >> 5
}

/** strlen(): clusters in `s`. */
export function clusterLength(s: string): number {
  return isSimple(s) ? s.length : offsets(s).length - 1
}

/** `s[i]`: the first code point of cluster `i` (from 0), or -1 when there is none. */
export function clusterAt(s: string, i: number): number {
  if (isSimple(s)) return i >= 0 && i < s.length ? s.charCodeAt(i) : -1
  const at = offsets(s)
  return i >= 0 && i < at.length - 1 ? s.codePointAt(at[i])! : -1
}

/** `s[i..j]`: clusters `i` to `j`, both included, clamped to the string; '' when `j < i`. */
export function clusterRange(s: string, i: number, j: number): string {
  if (i < 0) i = 0
  if (isSimple(s)) return j < i ? '' : s.slice(i, j + 1)
  const at = offsets(s)
  const n = at.length - 1
  if (j >= n) j = n - 1
  return j < i ? '' : s.slice(at[i], at[j + 1])
}

/** UTF-16 offset of cluster `i`; `i` may be the length. Clamped to the string. */
export function clusterOffset(s: string, i: number): number {
  if (i <= 0) return 0
  if (isSimple(s)) return i < s.length ? i : s.length
  const at = offsets(s)
  return i < at.length ? at[i] : s.length
}

/** The cluster that UTF-16 offset `offset` falls in; the cluster length when past the end. */
export function clusterIndex(s: string, offset: number): number {
  if (isSimple(s)) return offset
  const at = offsets(s)
  let lo = 0
  let hi = at.length - 1
  while (lo < hi) {
    const mid = (lo + hi + 1) >> 1
    if (at[mid] <= offset) lo = mid
    else hi = mid - 1
  }
  return lo
}

/** Does a cluster of `s` start (or the string end) at UTF-16 offset `offset`? */
export function isBoundary(s: string, offset: number): boolean {
  if (offset <= 0 || offset >= s.length || isSimple(s)) return true
  return offsets(s)[clusterIndex(s, offset)] === offset
}

/** UTF-16 offset behind the cluster that starts at `offset`, without a look at the rest of `s`. */
export function clusterEnd(s: string, offset: number): number {
  if (offset + 1 >= s.length) return s.length
  const c = s.charCodeAt(offset)
  if (c < 0x300 && c !== 13 && s.charCodeAt(offset + 1) < 0x300) return offset + 1
  // Every cluster matches where it starts, so this global expression acts as a sticky one.
  CLUSTER.lastIndex = offset
  CLUSTER.test(s)
  const end = CLUSTER.lastIndex
  CLUSTER.lastIndex = 0
  return end
}

/** The clusters of `s` in order: foreach over a string, explode(s, ""). */
export function clusters(s: string): string[] {
  if (isSimple(s)) return s.split('')
  return s.match(CLUSTER) ?? []
}

/** Where each cluster of a string that is not simple starts, and at the end its length. */
function offsets(s: string): Int32Array {
  const known = offsetCache.get(s)
  if (known) return known
  const starts = new Int32Array(s.length + 1)
  let n = 0
  CLUSTER.lastIndex = 0
  for (let at = 0; at < s.length; at = CLUSTER.lastIndex) {
    starts[n++] = at
    CLUSTER.test(s)
  }
  starts[n++] = s.length
  CLUSTER.lastIndex = 0
  const result = starts.slice(0, n)
  if (offsetCache.size >= CACHED) offsetCache.delete(offsetCache.keys().next().value!)
  offsetCache.set(s, result)
  return result
}

/** Every branch is linear in the input: no ambiguous repetition. */
function clusterPattern(): RegExp {
  const extend = '\\p{Grapheme_Extend}\\p{Emoji_Modifier}\\u200d'
  /** Spacing marks are Mc without these, and with two vowel signs of Thai and Lao. */
  const notSpacing = '[\\u102b\\u102c\\u1038\\u1062-\\u1064\\u1067-\\u106d\\u1083\\u1087-\\u108c\\u108f\\u109a-\\u109c\\u1a61\\u1a63\\u1a64\\uaa7b\\uaa7d\\u{11720}\\u{11721}]'
  const post = `(?:[${extend}\\u0e33\\u0eb3]|(?!${notSpacing})\\p{Mc})*`
  const prepend = '[\\u0600-\\u0605\\u06dd\\u070f\\u0890\\u0891\\u08e2\\u0d4e\\u{110bd}\\u{110cd}\\u{111c2}\\u{111c3}\\u{113d1}\\u{1193f}\\u{11941}\\u{11a84}-\\u{11a89}\\u{11d46}\\u{11f02}]'
  const control = `(?![${extend}\\u200c]|${prepend})[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\u{e0000}-\\u{e0fff}\\ufff0-\\ufff8\\u2065]`
  const L = '[\\u1100-\\u115f\\ua960-\\ua97c]'
  const V = '[\\u1160-\\u11a7\\ud7b0-\\ud7c6\\u{16d63}\\u{16d67}-\\u{16d6a}]'
  const T = '[\\u11a8-\\u11ff\\ud7cb-\\ud7fb]'
  const LV = `[${Array.from({ length: 399 }, (_, i) => `\\u${(0xac00 + i * 28).toString(16)}`).join('')}]`
  const hangul = `${L}*(?:${LV}${V}*|[\\uac00-\\ud7a3]|${V}+)${T}*|${L}+|${T}+`
  const picture = `\\p{Extended_Pictographic}(?:(?:(?!\\u200d)[${extend}])*\\u200d\\p{Extended_Pictographic})*`
  /** Indic conjuncts (GB9c): consonants joined by a virama. */
  const consonant = '[\\u0915-\\u0939\\u0958-\\u095f\\u0978-\\u097f\\u0995-\\u09a8\\u09aa-\\u09b0\\u09b2\\u09b6-\\u09b9\\u09dc\\u09dd\\u09df\\u09f0\\u09f1\\u0a95-\\u0aa8\\u0aaa-\\u0ab0\\u0ab2\\u0ab3\\u0ab5-\\u0ab9\\u0af9\\u0b15-\\u0b28\\u0b2a-\\u0b30\\u0b32\\u0b33\\u0b35-\\u0b39\\u0b5c\\u0b5d\\u0b5f\\u0b71\\u0c15-\\u0c28\\u0c2a-\\u0c39\\u0c58-\\u0c5a\\u0d15-\\u0d3a\\u1000-\\u102a\\u103f\\u1050-\\u1055\\u105a-\\u105d\\u1061\\u1065\\u1066\\u106e-\\u1070\\u1075-\\u1081\\u108e\\u1780-\\u17b3\\u1a20-\\u1a54\\u1b0b\\u1b0c\\u1b13-\\u1b33\\u1b45-\\u1b4c\\u1b83-\\u1ba0\\u1bae\\u1baf\\u1bbb-\\u1bbd\\ua989-\\ua98b\\ua98f-\\ua9b2\\ua9e0-\\ua9e4\\ua9e7-\\ua9ef\\ua9fa-\\ua9fe\\uaa60-\\uaa6f\\uaa71-\\uaa73\\uaa7a\\uaa7e\\uaa7f\\uaae0-\\uaaea\\uabc0-\\uabda\\u{10a00}\\u{10a10}-\\u{10a13}\\u{10a15}-\\u{10a17}\\u{10a19}-\\u{10a35}\\u{11103}-\\u{11126}\\u{11144}\\u{11147}\\u{11380}-\\u{11389}\\u{1138b}\\u{1138e}\\u{11390}-\\u{113b5}\\u{11900}-\\u{11906}\\u{11909}\\u{1190c}-\\u{11913}\\u{11915}\\u{11916}\\u{11918}-\\u{1192f}\\u{11a00}\\u{11a0b}-\\u{11a32}\\u{11a50}\\u{11a5c}-\\u{11a83}\\u{11f04}-\\u{11f10}\\u{11f12}-\\u{11f33}]'
  const virama = '[\\u094d\\u09cd\\u0acd\\u0b4d\\u0c4d\\u0d4d\\u1039\\u17d2\\u1a60\\u1b44\\u1bab\\ua9c0\\uaaf6\\u{10a3f}\\u{11133}\\u{113d0}\\u{1193e}\\u{11a47}\\u{11a99}\\u{11f42}]'
  const conjunct = `${consonant}(?:(?:(?!${virama}|\\u200c)[${extend}])*${virama}(?:(?!\\u200c)[${extend}])*${consonant})*`
  const core = `${hangul}|\\p{RI}\\p{RI}|${picture}|${conjunct}|(?!${control})[^]`
  return new RegExp(`\\r\\n|${control}|${prepend}*(?:${core})${post}|[^]`, 'gu')
}
