/** string_difference(): the edit distance. */
import { LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { clusters } from '../../driver/vm/text.js'
import { efun, type Efun } from '../efun.js'

/** Longest strings compared: the work is the product of the lengths. */
const MAX_LENGTH = 10_000

function distance(F: Fiber, a: readonly string[], b: readonly string[]): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    F.charge(1 + (b.length >> 3))
    const next = [i]
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1))
    row = next
  }
  return row[b.length]
}

export default [
  efun({
    name: 'string_difference', family: 'strings', since: '0.1', ticks: 40,
    sig: 'int string_difference(string a, string b)',
    doc: 'Returns how many characters must be inserted, deleted or changed to make `b` of `a`.\n\nThis is the Levenshtein distance. Strings of more than 10000 characters are an error.',
    examples: ['string_difference("kitten", "sitting") == 3', 'string_difference("", "abc") == 3'],
    seeAlso: ['strcmp'],
  }, (F, a: string, b: string) => {
    if (a === b) return 0
    if (a.length > MAX_LENGTH || b.length > MAX_LENGTH) throw new LpcError(`string_difference(): strings too long (limit ${MAX_LENGTH} characters).`, { code: LIMIT })
    return distance(F, clusters(a), clusters(b))
  }),
] as Efun[]
