/**
 * What one sentence may be about: the objects around the player, what they are called, which are
 * alive, within reach, or carried by the player.
 */
import { LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import type { Mapping } from '../../driver/vm/mapping.js'
import { LpcObject } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { contents } from '../../driver/world/move.js'
import type { Registry } from './registry.js'
import { MAX_NESTING, MAX_OBJECTS } from './limits.js'

export type Indices = ReadonlySet<number>

/** The objects that answer to a word. */
export interface Meaning {
  readonly word: string
  readonly noun: Set<number>
  readonly plural: Set<number>
  readonly adjective: Set<number>
  isAdjective: boolean
}

export class Scope {
  readonly objects: LpcObject[] = []
  readonly words = new Map<string, Meaning>()
  readonly livings = new Set<number>()
  readonly accessible = new Set<number>()
  /** The player's own index, -1 when the player is not among them. */
  me = -1
  /** Words in the longest name: how far a phrase may reach. */
  longest = 1
  /** From this index on they are elsewhere: only for rules that reach afar. */
  private here = 0
  private readonly mine = new Set<number>()

  constructor(private readonly F: Fiber, private readonly registry: Registry, private readonly user: LpcObject, environment: Value[] | null, nicknames: Mapping | null) {
    if (environment) {
      this.ask(flatten(environment, 0))
      this.fromArray(environment, true, false, 0)
    } else {
      const place = user.environment
      if (!place && user.destructed) throw new LpcError('parse_sentence: The player is gone.')
      if (place) {
        this.ask(within(F, place))
        this.fromPlace(place, true, false)
      }
    }
    this.here = this.objects.length
    this.fromAfar()
    this.meaning('my').isAdjective = true
    for (const i of this.mine) this.meaning('my').adjective.add(i)
    this.objects.forEach((ob, i) => this.name(ob, i))
    for (const [word, ob] of nicknames ?? []) {
      const i = ob instanceof LpcObject ? this.objects.indexOf(ob) : -1
      F.charge(this.objects.length >> 3)
      if (typeof word === 'string' && i >= 0) this.meaning(word).noun.add(i)
    }
  }

  /** Every object, without those elsewhere unless `afar`. */
  all(afar: boolean): Set<number> {
    const n = afar ? this.objects.length : this.here
    this.F.charge(n >> 3)
    return new Set(Array.from({ length: n }, (_, i) => i))
  }

  /** All LPC is asked before anything is listed: what it moves meanwhile is seen where it then is. */
  private ask(list: readonly LpcObject[]): void {
    for (const ob of list.slice(0, MAX_OBJECTS)) this.registry.answers(this.F, ob)
    for (const ob of this.registry.users(this.F)) this.registry.answers(this.F, ob)
  }

  private add(ob: LpcObject, reach: boolean, mine: boolean): number {
    this.F.charge(2)
    const i = this.objects.push(ob) - 1
    if (mine) this.mine.add(i)
    if (ob === this.user) this.me = i
    if (reach) this.accessible.add(i)
    return i
  }

  private fromPlace(place: LpcObject, reach: boolean, mine: boolean): void {
    const open: Array<{ ob: LpcObject; reach: boolean; mine: boolean }> = [{ ob: place, reach, mine }]
    for (let x = open.pop(); x && this.objects.length < MAX_OBJECTS; x = open.pop()) {
      let inside = x
      const answers = this.registry.answers(this.F, x.ob)
      if (answers) {
        this.add(x.ob, x.reach, x.mine)
        if (!answers.visible) continue
        inside = { ob: x.ob, reach: x.reach && answers.accessible, mine: x.mine || x.ob === this.user }
      }
      for (const ob of contents(x.ob).reverse()) open.push({ ...inside, ob })
    }
  }

  /** An array behind an object is what is in it. */
  private fromArray(list: readonly Value[], reach: boolean, mine: boolean, depth: number): void {
    let before: LpcObject | null = null
    for (const v of list) {
      if (this.objects.length >= MAX_OBJECTS) return
      this.F.charge(1)
      const answers = before ? this.registry.answers(this.F, before) : null
      if (Array.isArray(v) && answers?.visible && depth < MAX_NESTING) this.fromArray(v, reach && answers.accessible, mine || before === this.user, depth + 1)
      before = null
      if (!(v instanceof LpcObject) || !this.registry.answers(this.F, v)) continue
      this.add(v, reach, mine)
      before = v
    }
  }

  /** Users that are not here, for rules whose livings may be anywhere. */
  private fromAfar(): void {
    const present = new Set(this.objects)
    for (const ob of this.registry.users(this.F)) {
      if (this.objects.length >= MAX_OBJECTS) return
      if (!present.has(ob) && this.registry.answers(this.F, ob)) this.add(ob, true, false)
    }
  }

  private meaning(word: string): Meaning {
    let m = this.words.get(word)
    if (!m) {
      this.words.set(word, (m = { word, noun: new Set(), plural: new Set(), adjective: new Set(), isAdjective: false }))
      this.longest = Math.max(this.longest, word.split(' ').length)
    }
    return m
  }

  private name(ob: LpcObject, i: number): void {
    const answers = this.registry.answers(this.F, ob)
    if (!answers) return
    this.F.charge(answers.ids.length + answers.plurals.length + answers.adjectives.length)
    for (const w of answers.ids) this.meaning(w).noun.add(i)
    for (const w of answers.plurals) this.meaning(w).plural.add(i)
    for (const w of answers.adjectives) {
      const m = this.meaning(w)
      m.adjective.add(i)
      m.isAdjective = true
    }
    if (answers.living) this.livings.add(i)
  }
}

function within(F: Fiber, place: LpcObject): LpcObject[] {
  const out: LpcObject[] = [place]
  for (let i = 0; i < out.length && out.length < MAX_OBJECTS * 2; i++) {
    F.charge(1)
    out.push(...contents(out[i]))
  }
  return out
}

function flatten(list: readonly Value[], depth: number): LpcObject[] {
  return list.flatMap((v) => (Array.isArray(v) ? (depth < MAX_NESTING ? flatten(v, depth + 1) : []) : v instanceof LpcObject ? [v] : []))
}
