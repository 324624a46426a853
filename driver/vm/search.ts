/**
 * Finding a text in a text in time that grows with both lengths added, never multiplied: V8's own
 * search takes minutes for a long pattern that almost fits everywhere. Offsets are UTF-16 units.
 * Not for: patterns (efuns/regexp), where characters end (text.ts).
 */

/** Patterns up to here go to V8's search, which is quick where nothing repeats, and looks at no more than this at each place. */
const SHORT = 32

/** Ticks of a search for `what` in `s`. */
export function searchTicks(s: string, what: string): number {
  return what.length <= 1 ? s.length >> 5 : s.length
}

/** `s.indexOf(what, from)`. */
export function findText(s: string, what: string, from = 0): number {
  if (what.length <= SHORT) return s.indexOf(what, from)
  return search(s.length - from, what.length, (i) => s.charCodeAt(from + i), (i) => what.charCodeAt(i), from)
}

/** `s.lastIndexOf(what, from)`. */
export function findLastText(s: string, what: string, from = s.length): number {
  if (what.length <= SHORT) return s.lastIndexOf(what, from)
  const end = Math.min(s.length, from + what.length)
  const at = search(end, what.length, (i) => s.charCodeAt(end - 1 - i), (i) => what.charCodeAt(what.length - 1 - i), 0)
  return at < 0 ? -1 : end - at - what.length
}

/** `s.split(separator)`, of which `separator` is not empty. */
export function splitText(s: string, separator: string): string[] {
  if (separator.length <= SHORT) return s.split(separator)
  const parts: string[] = []
  let from = 0
  for (let at = findText(s, separator); at >= 0; at = findText(s, separator, from)) {
    parts.push(s.slice(from, at))
    from = at + separator.length
  }
  parts.push(s.slice(from))
  return parts
}

/** Knuth, Morris and Pratt's search: where the `m` units of `b` begin among the `n` of `a`, plus `base`; -1. */
function search(n: number, m: number, a: (i: number) => number, b: (i: number) => number, base: number): number {
  if (m > n) return -1
  const border = borders(m, b)
  let fits = 0
  for (let i = 0; i < n; i++) {
    const c = a(i)
    while (fits > 0 && b(fits) !== c) fits = border[fits]
    if (b(fits) === c && ++fits === m) return base + i + 1 - m
  }
  return -1
}

/** For each number of units that fit, how many of them still do when the pattern is moved on. */
function borders(m: number, b: (i: number) => number): Int32Array {
  const border = new Int32Array(m + 1)
  for (let i = 1, k = 0; i < m; i++) {
    while (k > 0 && b(k) !== b(i)) k = border[k]
    if (b(k) === b(i)) k++
    border[i + 1] = k
  }
  return border
}
