/**
 * parse_command(): one command against one pattern, the older and simpler of the two parsers.
 * Not for: rules and sentences (sentence.ts and its kin), what objects are called (names.ts).
 */
import type { Fiber } from '../../driver/vm/fiber.js'
import { LpcObject } from '../../driver/vm/object.js'
import { Ref } from '../../driver/vm/ref.js'
import { live, type Value } from '../../driver/vm/values.js'
import { efun } from '../efun.js'
import { find_living, find_player } from '../living/living.js'
import { deep_inventory } from '../objects/place.js'
import { explode } from '../strings/explode.js'
import { Names } from './names.js'
import { countOf } from './numbers.js'

/** An element of the pattern that fits. */
interface Fit {
  /** Of the word behind it. */
  readonly end: number
  /** What goes to the next variable; undefined when none is wanted. */
  readonly value?: Value
}

class Command {
  constructor(
    private readonly F: Fiber,
    private readonly words: readonly string[],
    private readonly pattern: readonly string[],
    private readonly objects: readonly LpcObject[],
    private readonly results: ReadonlyArray<Value | Ref>,
    private readonly names: Names,
  ) {}

  /** Does the whole command fit the whole pattern? What fitted up to a failure is given as well. */
  fits(): boolean {
    const { pattern, words } = this
    let at = 0
    let next = 0
    for (let p = 0; p < pattern.length; p++) {
      if (pattern[p] === '/') continue
      if (pattern[p] === '%s' && p === pattern.length - 1) {
        this.give(next, words.slice(at).join(' '))
        return true
      }
      const text = pattern[p] === '%s'
      if (text) p++
      // Text goes up to the first word at which what follows it fits.
      let end = at
      let fit = this.alternatives(p, end, next + Number(text))
      while (!fit && text && ++end < words.length) fit = this.alternatives(p, end, next + 1)
      if (!fit) return false
      if (text) this.give(next++, words.slice(at, end).join(' '))
      if (fit.value !== undefined) this.give(next++, fit.value)
      at = fit.end
      p = fit.last
    }
    return at >= words.length
  }

  private give(i: number, v: Value): void {
    const to = this.results[i]
    if (to instanceof Ref) to.v = v
  }

  /** The first of `a / b / c` that fits, and where the last of them stands. */
  private alternatives(p: number, at: number, next: number): (Fit & { last: number }) | null {
    const { pattern } = this
    if (at >= this.words.length) return null
    for (;;) {
      this.F.charge(2)
      const fit = this.one(pattern[p], at, next)
      if (fit) {
        while (pattern[p + 1] === '/') p += 2
        return { ...fit, last: p }
      }
      if (pattern[++p] !== '/') return null
      while (pattern[p] === '/') p++
      if (p >= pattern.length) return null
    }
  }

  /** One element against the words from `at` on, of which there is one at least. */
  private one(element: string, at: number, next: number): Fit | null {
    const word = this.words[at]
    switch (element[0] === '%' ? element[1]?.toLowerCase() : element[0]) {
      case 'i': return this.items(this.objects, at)
      case 'l': return this.livings(at)
      case 'o': return this.single(at)
      case 'p': return this.preposition(at, next)
      case 'w': return { value: word, end: at + 1 }
      case 'd': {
        const value = countOf(word, this.names.all)
        return value === null ? null : { value, end: at + 1 }
      }
      case '\'': return word === element.slice(1, -1) ? { end: at + 1 } : null
      case '[': return { end: word === element.slice(1, -1) ? at + 1 : at }
      // Anything else fits without a word.
      default: return { end: at }
    }
  }

  /** `three red roses`: the number, and all objects that it may mean. */
  private items(objects: readonly LpcObject[], at: number): Fit | null {
    const { words } = this
    const number = countOf(words[at], this.names.all)
    const from = number === null ? at : at + 1
    let plural = number !== null && (number === 0 || number > 1)
    let end = from
    const found: Value[] = []
    for (const ob of objects) {
      this.F.charge(1)
      // `all` alone.
      const m = from === words.length && number === 0 ? { end, plural } : this.names.match(ob, words, from, plural)
      if (!m) continue
      found.push(ob)
      // Once one was named in the plural, all are.
      plural ||= m.plural
      end = Math.max(end, m.end)
    }
    return found.length ? { value: [number ?? (plural ? 0 : 1), ...found], end } : null
  }

  private livings(at: number): Fit | null {
    const near = this.objects.filter((ob) => ob.commandsEnabled)
    if (near.length) return this.items(near, at)
    const name = this.words[at]
    const ob = live((find_player.fn(this.F, name) || find_living.fn(this.F, name)) as Value)
    return ob instanceof LpcObject ? { value: ob, end: at + 1 } : null
  }

  private single(at: number): Fit | null {
    for (const ob of this.objects) {
      const m = this.names.match(ob, this.words, at, false)
      if (m) return { value: ob, end: m.end }
    }
    return null
  }

  /** One of the variable's own words, when it holds an array of some; else one of the master's. */
  private preposition(at: number, next: number): Fit | null {
    const held = this.results[next] instanceof Ref ? (this.results[next] as Ref).v : 0
    const own = Array.isArray(held) && held.length > 0 && held.every((s) => typeof s === 'string') ? held : null
    const list = own ?? this.names.prepositions
    for (let i = 0; i < list.length; i++) {
      const parts = (list[i] as string).split(' ')
      this.F.charge(1 + (parts.length >> 2))
      if (!parts.every((s, k) => s === this.words[at + k])) continue
      if (own) [own[0], own[i]] = [own[i], own[0]]
      return { value: own ?? list[i], end: at + parts.length }
    }
    return null
  }
}

export const parse_command = efun({
  name: 'parse_command', family: 'parser', since: '0.1', ticks: 250,
  sig: 'int parse_command(string command, object|object * scope, string pattern, ref mixed results...)',
  doc: 'Does `command` fit `pattern`? 1 or 0; what was found on the way goes to the variables behind the pattern, which are named without `ref`, as with `sscanf()`. `scope` are the objects that may be meant: an object stands for itself and everything in it.\n\nElements of a pattern, with spaces between: `\'word\'` is that word, `[word]` may be there (another word must follow, in any case), `/` stands between alternatives, `%w` is a word, `%s` any words up to what follows it, `%d` a number from 0 (`7`, `seven`; `seventh` is -7), `%p` one of the master\'s `parse_command_prepos_list()`, or of the words in the variable when that holds an array of them: the one that fits comes first then. `%o` is the first object that is called so.\n\n`%i` is one or more objects: an array with a number and all objects the words may mean. `three red roses` gives 3, `second sword` -2, `a` plain `sword` 1, `swords` and `all swords` 0; it is left to the caller to choose. `%l` is the same among the livings; with none in `scope` it is the living of that name, as it is.\n\nEach object tells its names by `parse_command_id_list()`, `parse_command_plural_id_list()` (without it `pluralize()` makes them) and `parse_command_adjectiv_id_list()`; the functions of these names in the master tell what fits every object (`thing`, `them`). `parse_command_all_word()` in the master is the word for all. They are asked each time and cannot wait.',
  examples: ['parse_command("look around", ({ }), "\'look\' / \'l\' [around] %s")', 'parse_command("wait three", ({ }), "\'sleep\' / \'wait\' %d")'],
  seeAlso: ['parse_sentence', 'sscanf', 'add_action', 'pluralize'],
}, (F, command: string, scope: LpcObject | Value[], pattern: string, results: Array<Value | Ref>) => {
  if (command === '' || pattern === '') return 0
  const objects = Array.isArray(scope) ? scope : [scope, ...(deep_inventory.fn(F, scope) as Value[])]
  const there = objects.filter((ob): ob is LpcObject => ob instanceof LpcObject && !ob.destructed)
  F.charge(objects.length)
  const words = (text: string): string[] => explode.fn(F, text, ' ') as string[]
  return new Command(F, words(command), words(pattern), there, results, new Names(F)).fits() ? 1 : 0
})
