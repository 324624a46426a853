/** From a typed sentence to the best reading: which words are the verb, and which belong together. */
import type { Fiber } from '../../driver/vm/fiber.js'
import { LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Mapping } from '../../driver/vm/mapping.js'
import type { LpcObject } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { Parse } from './match.js'
import { registryOf } from './registry.js'
import { Scope } from './scope.js'
import { wordsOf, type Word } from './words.js'

/** UTF-16 units of a sentence. */
export const MAX_SENTENCE = 4_096
/** Words of one verb, such as "look up". */
const MAX_VERB_WORDS = 4

export interface About {
  readonly user: LpcObject
  /** Only this object's rules. */
  readonly only: LpcObject | null
  readonly environment: Value[] | null
  readonly nicknames: Mapping | null
}

export function parse(F: Fiber, sentence: string, about: About): Parse {
  if (sentence.length > MAX_SENTENCE) throw new LpcError(`The sentence is too long (limit ${MAX_SENTENCE} characters).`, { code: LIMIT })
  F.charge(sentence.length >> 2)
  const registry = registryOf(F)
  const p = new Parse(F, registry, about.user, about.only, sentence)
  const words = wordsOf(sentence) ?? []
  for (let n = 1; n <= Math.min(words.length, MAX_VERB_WORDS); n++) {
    const name = joined(words, 0, n)
    for (const entry of registry.verbs.get(name) ?? []) {
      p.verb = entry.synonymOf ?? entry
      p.level = Math.max(p.level, 1)
      if (!p.scope && p.verb.rules.some((r) => r.hasObject)) p.scope = new Scope(F, registry, about.user, about.environment, about.nicknames)
      read(p, words, n, [{ text: name, start: words[0].start, end: words[n - 1].end }])
    }
  }
  return p
}

function joined(words: readonly Word[], from: number, n: number): string {
  return words.slice(from, from + n).map((w) => w.text).join(' ')
}

/** Tries each way to put neighbouring words together to a name of several words. */
function read(p: Parse, words: readonly Word[], from: number, sofar: readonly Word[]): void {
  p.F.charge(20 + 2 * sofar.length)
  if (from === words.length) {
    p.words = sofar
    p.tryRules()
    return
  }
  const longest = Math.min(p.scope?.longest ?? 1, words.length - from)
  for (let n = 1; n <= longest; n++) {
    const text = joined(words, from, n)
    if (n === 1 || p.scope?.words.has(text)) read(p, words, from + n, [...sofar, { text, start: words[from].start, end: words[from + n - 1].end }])
  }
}
