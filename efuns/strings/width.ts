/**
 * Columns that text takes on a terminal, and cutting text to a width. ANSI colour sequences and
 * the ends of links take none and are never cut in two; wide characters (CJK, emoji) take two.
 */
import { clusterEnd } from '../../driver/vm/text.js'
import { efun, type Efun } from '../efun.js'

const ASCII = /^[ -~]*$/
const COLOUR = /\x1b(?:\[[\d;]*m|\](?:8|68);[^\x07\x1b]*(?:\x07|\x1b\\))/y
/** East Asian wide and fullwidth, but for emoji, which Emoji_Presentation names. */
const WIDE = /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{1b2ff}\u{1d300}-\u{1d376}\u{1f200}-\u{1f265}\u{20000}-\u{3fffd}]|(?!\p{RI})\p{Emoji_Presentation}/u
const ZERO = /[\p{Cc}\p{Mn}\p{Me}\u1160-\u11ff]|(?!\u00ad)\p{Cf}/u
const ZWJ = 0x200d

function codeWidth(code: number): 0 | 1 | 2 {
  if (code < 0x300) return code >= 0x20 && (code < 0x7f || code >= 0xa0) ? 1 : 0
  const c = String.fromCodePoint(code)
  return ZERO.test(c) ? 0 : WIDE.test(c) ? 2 : 1
}

/** All of it printable ASCII. Up to some ten characters a loop is quicker than the expression. */
function isAscii(s: string): boolean {
  if (s.length > 12) return ASCII.test(s)
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i)
    if (c < 0x20 || c > 0x7e) return false
  }
  return true
}

/** Columns of `s`. A joined emoji is as wide as its first part. */
export function displayWidth(s: string): number {
  if (isAscii(s)) return s.length
  let width = 0
  let before = 0
  for (let i = 0; i < s.length;) {
    const end = colourEnd(s, i)
    if (end > i) {
      i = end
      before = 0
      continue
    }
    const code = s.codePointAt(i)!
    i += code > 0xffff ? 2 : 1
    const joined = code === ZWJ || before === ZWJ || (code >= 0x1f3fb && code <= 0x1f3ff && before !== 0)
    if (!joined) width += codeWidth(code)
    before = code
  }
  return width
}

/** Offset behind the colour or link sequence at `i`, or `i` when there is none. */
function colourEnd(s: string, i: number): number {
  if (s.charCodeAt(i) !== 0x1b) return i
  COLOUR.lastIndex = i
  return COLOUR.test(s) ? COLOUR.lastIndex : i
}

export interface Cut {
  /** UTF-16 offset behind what fits. */
  readonly end: number
  /** Its columns. */
  readonly width: number
}

/** As much of `s` from `from` on as fits into `max` columns; at least one character. */
export function cutToWidth(s: string, from: number, max: number): Cut {
  const { end, width } = fill(s, from, max, false)
  return { end, width }
}

/** `forced`: a newline or a character too wide ended it, so no better place is to be looked for. */
function fill(s: string, from: number, max: number, stopAtNewline: boolean): Cut & { forced: boolean } {
  let end = from
  let width = 0
  for (let at = from; ;) {
    let here = at
    for (let c = colourEnd(s, here); c > here; c = colourEnd(s, here)) here = c
    if (stopAtNewline && s[here] === '\n') return { end: here, width, forced: true }
    if (here >= s.length) return { end: s.length, width, forced: false }
    const next = clusterEnd(s, here)
    const w = width + displayWidth(s.slice(here, next))
    if (w > max && width > 0) return { end, width, forced: false }
    end = next
    width = w
    if (w > max) return { end, width, forced: true }
    if (w > 0 && w === max) return { end, width, forced: stopAtNewline && s[end] === '\n' }
    at = next
  }
}

/** May a line be broken in front of offset `i`? */
function breakable(s: string, i: number): boolean {
  if (i <= 0 || i >= s.length) return true
  const before = s[i - 1]
  const after = s[i]
  if (before === '\n') return true
  if (after === ' ' || after === '\n') return false
  if (before === ' ' || before === '\t' || before === '\u3000') return true
  if (/[-\u2010\u2013\u2014]/.test(before)) return /[^\d\s\-.,;:!?)]/.test(after)
  if (before === '/') return /\p{L}/u.test(after)
  const character = String.fromCodePoint(s.codePointAt(i)!)
  // Inside a character: a half, what joins, what only changes the one before.
  if (/[\udc00-\udfff]/.test(after) || /[\u200d\ufe0f]|\p{Emoji_Modifier}|\p{M}/u.test(character) || before === '\u200d') return false
  if (/\p{Extended_Pictographic}/u.test(character) || /\p{Extended_Pictographic}\ufe0f?$/u.test(s.slice(Math.max(0, i - 3), i))) return true
  const cjk = /[\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]/
  if (!cjk.test(before) && !cjk.test(after)) return false
  return !/[\u3001\u3002\uff0c\uff0e\uff01\uff1f\uff1a\uff1b\uff09\u300d\u300f\u3011\u30fc,.!?:;)\]}]/.test(after) && !/[\uff08\u300c\u300e\u3010([{]/.test(before)
}

/**
 * One line of a wrapped column: breaks at a newline, else at the last place where a line may be
 * broken; a word without such a place sticks out.
 */
export function cutLine(s: string, from: number, max: number): Cut {
  let { end, width, forced } = fill(s, from, max, true)
  if (!forced && s[end] !== ' ' && end < s.length && !breakable(s, end)) {
    let back = end
    while (back > from && !breakable(s, back)) back--
    if (back > from) {
      // Breaking right behind an indent would only make an empty line.
      if (/[^ ]/.test(s.slice(from, back))) end = back
    } else {
      do end++
      while (end < s.length && s[end] !== '\n' && !breakable(s, end))
    }
    width = displayWidth(s.slice(from, end))
  }
  if (end - from > 1 && s[end - 1] === ' ') {
    end--
    width--
  }
  return { end, width }
}

export default [
  efun({
    name: 'strwidth', family: 'strings', since: '0.1', ticks: 2,
    sig: 'int strwidth(string str)',
    doc: 'Returns how many columns `str` takes on a terminal.\n\nWide characters (Chinese, Japanese, Korean, emoji) take two, combining marks, control characters and ANSI colours none.',
    examples: ['strwidth("hello") == 5', 'strwidth("what e\\nver") == 9'],
    seeAlso: ['strlen', 'sprintf'],
  }, (F, s: string) => {
    F.charge(s.length)
    return displayWidth(s)
  }),
] as Efun[]
