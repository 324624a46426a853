/**
 * What a world's parser knows between sentences: the objects that called parse_init(), the verbs
 * and their rules, and what master told. Not for: one sentence (scope.ts, match.ts).
 */
import { applyDirect, NO_FUNCTION } from '../../driver/vm/calls.js'
import { LIMIT, LpcError } from '../../driver/vm/errors.js'
import { toLpcError, type Fiber } from '../../driver/vm/fiber.js'
import { LpcObject } from '../../driver/vm/object.js'
import { LpcPromise } from '../../driver/vm/promise.js'
import { truthy, type Value } from '../../driver/vm/values.js'
import { apply } from '../../driver/world/flow.js'
import { askMaster } from '../../driver/world/security.js'
import { worldOf, type World } from '../../driver/world/world.js'
import type { Rule } from './rules.js'

/** Rules of one world: a mudlib has hundreds, a loop millions. */
export const MAX_RULES = 50_000
/** Words one object answers to, of each kind. */
const MAX_WORDS = 500

/** What an object said of itself; null until a sentence needs it. */
export interface Answers {
  readonly ids: readonly string[]
  readonly plurals: readonly string[]
  readonly adjectives: readonly string[]
  readonly living: boolean
  readonly accessible: boolean
  readonly visible: boolean
}

export interface Info {
  answers: Answers | null
  /** Its rules reach livings that are elsewhere. */
  remoteLivings: boolean
}

export interface Verb {
  /** What is typed. */
  readonly name: string
  /** What its functions are called by: another verb's name for a synonym of one rule. */
  readonly called: string
  /** Oldest first. */
  rules: Rule[]
  /** Stands for another verb altogether. */
  readonly synonymOf: Verb | null
}

const registries = new WeakMap<World, Registry>()

export function registryOf(F: Fiber): Registry {
  const world = worldOf(F)
  let r = registries.get(world)
  if (!r) {
    registries.set(world, (r = new Registry(world)))
    const known = r
    world.onDestruct.add((ob) => known.died(ob))
  }
  return r
}

export const NOTHING: unique symbol = Symbol('no such function')

/** Calls LPC in the middle of a parse: it cannot wait, and its errors are reported and count as no function. */
export function safely(F: Fiber, body: () => any): Value | typeof NOTHING {
  const { sp, player } = F
  try {
    const r = F.without('the parser', body) as Value | typeof NO_FUNCTION
    return r === NO_FUNCTION ? NOTHING : r
  } catch (e) {
    const error = toLpcError(e)
    F.caught(error, sp, player)
    F.host.report(F, error)
    return NOTHING
  }
}

export function call(F: Fiber, ob: LpcObject, name: string, args: Value[]): Value | typeof NOTHING {
  return safely(F, () => applyDirect(F, ob, name, args))
}

function strings(F: Fiber, v: Value | typeof NOTHING): string[] {
  if (!Array.isArray(v)) return []
  F.charge(v.length)
  return v.filter((s): s is string => typeof s === 'string').slice(0, MAX_WORDS)
}

export class Registry {
  readonly infos = new WeakMap<LpcObject, Info>()
  /** By what is typed; a word may be a verb and a synonym of others. */
  readonly verbs = new Map<string, Verb[]>()
  private rules = 0
  private literalSet: ReadonlySet<string> | null = null
  private userList: readonly LpcObject[] | null = null

  constructor(private readonly world: World) {}

  init(ob: LpcObject): void {
    if (!this.infos.has(ob)) this.infos.set(ob, { answers: null, remoteLivings: false })
  }

  need(ob: LpcObject): Info {
    const info = this.infos.get(ob)
    if (info) return info
    throw new LpcError(`${ob.name} is not known by the parser.  Call parse_init() first.`)
  }

  /** Asks again for what was answered before. */
  refresh(F: Fiber, ob: LpcObject): void {
    if (ob === this.world.master) {
      this.literalSet = null
      this.userList = null
      if (!this.infos.has(ob)) return
    }
    const info = this.need(ob)
    info.answers = null
    if (info.remoteLivings) this.askRemote(F, ob)
  }

  askRemote(F: Fiber, ob: LpcObject): void {
    const info = this.need(ob)
    const r = safely(F, () => apply(F, ob, 'livings_are_remote'))
    info.remoteLivings = r !== NOTHING && truthy(r)
  }

  /** What an object says of itself, asked once; null when it is gone by now. */
  answers(F: Fiber, ob: LpcObject): Answers | null {
    const info = this.infos.get(ob)
    if (!info || ob.destructed) return null
    if (info.answers) return info.answers
    const yes = (v: Value | typeof NOTHING): boolean => v !== NOTHING && truthy(v) && !(v instanceof LpcPromise)
    const answers: Answers = {
      ids: strings(F, safely(F, () => apply(F, ob, 'parse_command_id_list'))),
      plurals: strings(F, safely(F, () => apply(F, ob, 'parse_command_plural_id_list'))),
      adjectives: strings(F, safely(F, () => apply(F, ob, 'parse_command_adjectiv_id_list'))),
      living: yes(safely(F, () => apply(F, ob, 'is_living'))),
      accessible: yes(safely(F, () => apply(F, ob, 'inventory_accessible'))),
      visible: yes(safely(F, () => apply(F, ob, 'inventory_visible'))),
    }
    if (ob.destructed) return null
    info.answers = answers
    return answers
  }

  literals(F: Fiber): ReadonlySet<string> {
    return (this.literalSet ??= new Set(strings(F, safely(F, () => askMaster(this.world, F, 'parse_command_prepos_list', [])))))
  }

  /** Who can be talked to from afar. */
  users(F: Fiber): readonly LpcObject[] {
    if (!this.userList) {
      const list = safely(F, () => askMaster(this.world, F, 'parse_command_users', []))
      this.userList = Array.isArray(list) ? list.filter((o): o is LpcObject => o instanceof LpcObject) : []
    }
    return this.userList.filter((o) => !o.destructed)
  }

  // ---- verbs ---------------------------------------------------------------------------------

  private entry(name: string, called: string, synonymOf: Verb | null): Verb {
    const list = this.verbs.get(name) ?? []
    const known = list.find((v) => v.called === called && (v.synonymOf === null) === (synonymOf === null))
    if (known && known.synonymOf === synonymOf) return known
    const verb: Verb = { name, called, rules: [], synonymOf }
    this.verbs.set(name, [verb, ...list.filter((v) => v !== known)])
    return verb
  }

  private count(): void {
    if (this.rules >= MAX_RULES) throw new LpcError(`Too many parser rules (limit ${MAX_RULES}).`, { code: LIMIT })
    this.rules++
  }

  addRule(verb: string, rule: Rule): void {
    this.count()
    this.entry(verb, verb, null).rules.push(rule)
  }

  addSynonym(name: string, old: string): void {
    if (name === old) throw new LpcError('parse_add_synonym: A verb cannot be a synonym for itself.')
    this.count()
    this.entry(name, old, this.real(old))
  }

  /** One rule of `old` under another name. */
  addRuleSynonym(name: string, old: string, rule: Rule): void {
    if (name === old) throw new LpcError('parse_add_synonym: A verb cannot be a synonym for itself.')
    const same = this.real(old).rules.find((r) => r.text === rule.text)
    if (!same) throw new LpcError(`parse_add_synonym: ${old} has no such rule.`)
    if (same.handler !== rule.handler) throw new LpcError('parse_add_synonym: The rule belongs to another object.')
    this.count()
    this.entry(name, old, null).rules.push(same)
  }

  private real(name: string): Verb {
    const verb = this.verbs.get(name)?.find((v) => v.called === name && v.synonymOf === null)
    if (!verb) throw new LpcError(`parse_add_synonym: ${name.slice(0, 50)} is not a verb.`)
    return verb
  }

  /** Takes away the rules that `owner` gave a verb, or all verbs. */
  remove(owner: LpcObject, verb: string | null): void {
    for (const list of this.verbs.values()) {
      for (const v of list) {
        if (verb !== null && v.called !== verb) continue
        const kept = v.rules.filter((r) => r.handler !== owner)
        this.rules -= v.rules.length - kept.length
        v.rules = kept
      }
    }
  }

  died(ob: LpcObject): void {
    const info = this.infos.get(ob)
    if (!info) return
    this.infos.delete(ob)
    this.remove(ob, null)
  }
}
