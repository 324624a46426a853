/**
 * What objects are called, for parse_command(): their nouns, plurals and adjectives, and the
 * master's, which fit every object. Asked anew for each command, of each object once.
 * Not for: parse_sentence(), which remembers (registry.ts).
 */
import { NO_FUNCTION } from '../../driver/vm/calls.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import type { LpcObject } from '../../driver/vm/object.js'
import type { Result, Value } from '../../driver/vm/values.js'
import { apply } from '../../driver/world/flow.js'
import { askMaster } from '../../driver/world/security.js'
import { worldOf } from '../../driver/world/world.js'
import { pluralize } from '../strings/english.js'

/** A name as its words. */
type Name = readonly string[]

interface Called {
  readonly nouns: readonly Name[]
  readonly plurals: readonly Name[]
  readonly adjectives: ReadonlySet<string>
  /** Words of the longest adjective. */
  readonly longest: number
}

export interface Named {
  /** Of the word behind the name. */
  readonly end: number
  readonly plural: boolean
}

function strings(F: Fiber, v: Value | typeof NO_FUNCTION): string[] | null {
  if (!Array.isArray(v)) return null
  F.charge(v.length)
  return v.filter((s): s is string => typeof s === 'string')
}

function called(F: Fiber, nouns: readonly string[], plurals: readonly string[], adjectives: readonly string[]): Called {
  const split = (s: string): Name => {
    F.charge(1 + (s.length >> 5))
    return s.split(' ')
  }
  const longest = adjectives.reduce((n, s) => Math.max(n, split(s).length), 1)
  return { nouns: nouns.map(split), plurals: plurals.map(split), adjectives: new Set(adjectives), longest }
}

export class Names {
  readonly prepositions: readonly string[]
  /** Stands for 0 and for everything; null where the master has none. */
  readonly all: string | null
  private readonly general: Called
  private readonly known = new Map<LpcObject, Called>()

  constructor(private readonly F: Fiber) {
    const world = worldOf(F)
    const list = (v: Value | typeof NO_FUNCTION): string[] => strings(F, v) ?? []
    const nouns = list(askMaster(world, F, 'parse_command_id_list', []))
    const plurals = list(askMaster(world, F, 'parse_command_plural_id_list', []))
    // FluffOS asks for the first of these, its manual and its other parser name the second.
    const adjectives = [...list(askMaster(world, F, 'parse_command_adjective_id_list', [])), ...list(askMaster(world, F, 'parse_command_adjectiv_id_list', []))]
    this.general = called(F, nouns, plurals, adjectives)
    this.prepositions = list(askMaster(world, F, 'parse_command_prepos_list', []))
    const all = askMaster(world, F, 'parse_command_all_word', [])
    this.all = typeof all === 'string' ? all : null
  }

  /** Null once the object is gone. */
  private of(ob: LpcObject): Called | null {
    if (ob.destructed) return null
    const known = this.known.get(ob)
    if (known) return known
    const { F } = this
    const ask = (body: () => Result): string[] | null => (ob.destructed ? null : strings(F, F.without('parse_command()', body)))
    const plurals = ask(() => apply(F, ob, 'parse_command_plural_id_list'))
    const nouns = ask(() => apply(F, ob, 'parse_command_id_list'))
    const adjectives = [...ask(() => apply(F, ob, 'parse_command_adjective_id_list')) ?? [], ...ask(() => apply(F, ob, 'parse_command_adjectiv_id_list')) ?? []]
    const own = called(F, nouns ?? [], plurals ?? nouns?.map(pluralize) ?? [], adjectives)
    this.known.set(ob, own)
    return ob.destructed ? null : own
  }

  /** Do the words from `from` on name the object? `plural`: only a plural will do. */
  match(ob: LpcObject, words: readonly string[], from: number, plural: boolean): Named | null {
    const own = this.of(ob)
    if (!own) return null
    const { general } = this
    return (plural ? null : this.among(general.nouns, own, words, from, false) ?? this.among(own.nouns, own, words, from, false))
      ?? this.among(general.plurals, own, words, from, true) ?? this.among(own.plurals, own, words, from, true)
  }

  private among(names: readonly Name[], own: Called, words: readonly string[], from: number, plural: boolean): Named | null {
    for (const name of names) {
      const at = this.find(name, words, from)
      if (at >= 0 && this.describes(own, words, from, at)) return { end: at + name.length, plural }
    }
    return null
  }

  /** Where the name stands first, or -1. */
  private find(name: Name, words: readonly string[], from: number): number {
    this.F.charge(1 + ((Math.max(0, words.length - from) * name.length) >> 3))
    for (let i = from; i + name.length <= words.length; i++) if (name.every((w, k) => w === words[i + k])) return i
    return -1
  }

  /** Is everything from `from` to before `to` an adjective of the object? The longest first, without going back. */
  private describes(own: Called, words: readonly string[], from: number, to: number): boolean {
    const longest = Math.max(own.longest, this.general.longest)
    for (let i = from; i < to; ) {
      let n = Math.min(longest, to - i)
      for (; n > 0; n--) {
        this.F.charge(1 + (n >> 3))
        const text = words.slice(i, i + n).join(' ')
        if (own.adjectives.has(text) || this.general.adjectives.has(text)) break
      }
      if (n === 0) return false
      i += n
    }
    return true
  }
}
