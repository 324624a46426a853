/**
 * Numbers as parse_command() reads them: digits, words up to `ninetynine`, and ordinals up to
 * `ninetyninth` as negative numbers. Not for: parse_sentence(), which has its own (words.ts).
 */
import { canonical, type Int } from '../../driver/vm/values.js'

const CARDINALS = ['', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen']
const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth', 'eleventh', 'twelfth', 'thirteenth', 'fourteenth', 'fifteenth', 'sixteenth', 'seventeenth', 'eighteenth', 'nineteenth']
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']

const WORDS = new Map<string, number>()
for (let n = 1; n < 100; n++) {
  const [tens, ones] = n < 20 ? [0, n] : [Math.floor(n / 10), n % 10]
  WORDS.set(TENS[tens] + CARDINALS[ones], n)
  WORDS.set(ones || !tens ? TENS[tens] + ORDINALS[ones] : TENS[tens].replace(/y$/, 'ieth'), -n)
}

/** Digits at the start of a word; what follows them does not matter (`3rd`). */
const DIGITS = /^[+-]?\d+/
/** No count has more: longer ones are no numbers, and cost no arithmetic. */
const MOST_DIGITS = 18

/** Null for what is no number, or one below 0. `all` is the word for 0, if there is one. */
export function countOf(word: string, all: string | null): Int | null {
  const digits = DIGITS.exec(word)?.[0]
  if (digits !== undefined) return digits[0] === '-' && /[1-9]/.test(digits) || digits.length > MOST_DIGITS ? null : canonical(BigInt(digits.replace(/^[+-]/, '')))
  return word === all ? 0 : (WORDS.get(word) ?? null)
}
