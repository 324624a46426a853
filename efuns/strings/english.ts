/** English words: pluralize(), query_num(). */
import type { Int } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'

const IRREGULAR: Readonly<Record<string, string>> = {
  child: 'children', foot: 'feet', goose: 'geese', tooth: 'teeth', louse: 'lice', mouse: 'mice', ox: 'oxen', die: 'dice', was: 'were', this: 'these', that: 'those',
  vax: 'vaxen', thief: 'thieves', staff: 'staves', index: 'indices', matrix: 'matrices', sphinx: 'sphinges', datum: 'data', forum: 'fora', have: 'has',
  bus: 'buses', bonus: 'bonuses', virus: 'viruses', lotus: 'lotuses', penis: 'penises', marquis: 'marquises', roof: 'roofs', safe: 'safes', fife: 'fifes',
  mech: 'mechs', dynamo: 'dynamos', human: 'humans', shaman: 'shamans', talisman: 'talismans', giraffe: 'giraffes', do: 'does', go: 'goes', cactus: 'cacti',
}
/** Words that stay as they are. */
const SAME = new Set(['deer', 'fish', 'sheep', 'moose', 'mackerel', 'glasses', 'pants', 'remains'])
/** A count or an article in front is dropped: "a sword" becomes "swords". */
const ARTICLE = /^(?:an?) /i
/** Behind the noun: "sack of flour", "man in black". Only the word in front of it changes. */
const BEHIND = /\s(?:of|in|with|on|for|from|to|at)\s/i

/** `word` in the case of `like`'s first letter. */
function inCase(like: string, word: string): string {
  return /^[A-Z]/.test(like) ? word[0].toUpperCase() + word.slice(1) : word
}

function pluralWord(w: string): string {
  const lower = w.toLowerCase()
  if (SAME.has(lower)) return w
  const known = Object.hasOwn(IRREGULAR, lower) ? IRREGULAR[lower] : undefined
  if (known !== undefined) return known.startsWith(lower) ? w + known.slice(lower.length) : inCase(w, known)
  if (/fe$/.test(lower)) return w.slice(0, -2) + 'ves'
  if (/(?:^|[^ef])f$/.test(lower)) return w.slice(0, -1) + 'ves'
  if (/(?:[cs]h|x)$/.test(lower)) return w + 'es'
  if (/man$/.test(w)) return w.slice(0, -2) + 'en'
  if (/[^o]o$/.test(lower)) return w + 'es'
  if (/is$/.test(lower)) return w.slice(0, -2) + 'es'
  if (/us$/.test(lower)) return w.slice(0, -2) + 'i'
  if (/[aeo]s$/.test(lower)) return w + 'ses'
  if (/s$/.test(lower)) return w + 'es'
  if (/[^aeiou]y$/.test(lower)) return w.slice(0, -1) + 'ies'
  if (/[aeiou]z$/.test(lower)) return w + 'zes'
  return /z$/.test(lower) ? w + 'es' : w + 's'
}

export function pluralize(phrase: string): string {
  const text = phrase.replace(ARTICLE, '')
  const behind = BEHIND.exec(text)
  const noun = behind ? text.slice(0, behind.index) : text
  const m = /^(.*?)(\S*)$/s.exec(noun)!
  return m[1] + pluralWord(m[2]) + text.slice(noun.length)
}

const ONES = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen']
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']

/** A number below 100 in words. */
function small(n: number): string {
  return n < 20 ? ONES[n] : TENS[Math.floor(n / 10)] + (n % 10 ? `-${ONES[n % 10]}` : '')
}

function numberWords(n: number): string {
  const thousands = Math.floor(n / 1000)
  const hundreds = Math.floor(n / 100) % 10
  const rest = n % 100
  const parts: string[] = []
  if (thousands) parts.push(`${small(thousands)} thousand`)
  if (hundreds) parts.push(`${small(hundreds)} hundred`)
  if (rest || parts.length === 0) parts.push(small(rest))
  const last = parts.pop()!
  return parts.length ? `${parts.join(', ')} and ${last}` : last
}

export default [
  efun({
    name: 'pluralize', family: 'strings', since: '0.1', ticks: 25,
    sig: 'string pluralize(string phrase)',
    doc: 'Returns an English noun or phrase in the plural.\n\nAn article in front is dropped, and in "sack of flour" the noun in front of "of" changes. Rules and the better known exceptions are followed.',
    examples: ['pluralize("sword") == "swords"', 'pluralize("a red box") == "red boxes"', 'pluralize("wolf") == "wolves"', 'pluralize("sack of flour") == "sacks of flour"'],
    seeAlso: ['query_num'],
  }, (F, phrase: string) => {
    F.charge(phrase.length >> 3)
    return phrase === '' ? 0 : pluralize(phrase)
  }),
  efun({
    name: 'query_num', family: 'strings', since: '0.1', ticks: 4,
    sig: 'string query_num(int n, int limit?)',
    doc: 'Returns a number in English words.\n\nNumbers below 0, above 99999, or above `limit` when it is not 0, are "many".',
    examples: ['query_num(21) == "twenty-one"', 'query_num(1200) == "one thousand and two hundred"', 'query_num(5, 4) == "many"'],
    seeAlso: ['pluralize'],
  }, (_F, n: Int, limit: Int | undefined) => (n < 0 || n > 99999 || (limit && n > limit) ? 'many' : numberWords(Number(n)))),
] as Efun[]
