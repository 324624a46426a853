/** The parser family: sentences in plain words, against rules that objects give to verbs; and parse_command(). */
import { LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import type { Mapping } from '../../driver/vm/mapping.js'
import type { LpcObject } from '../../driver/vm/object.js'
import { applyDirect, NO_FUNCTION } from '../../driver/vm/calls.js'
import { live, truthy, type Result, type Value } from '../../driver/vm/values.js'
import { after } from '../../driver/world/flow.js'
import { efun, type Efun } from '../efun.js'
import { needObject } from '../objects/args.js'
import { parse_command } from './command.js'
import { explain } from './errors.js'
import type { Accepted, Parse } from './match.js'
import { registryOf } from './registry.js'
import { makeRule } from './rules.js'
import { parse, type About } from './sentence.js'

const family = 'parser'
const since = '0.1'

/** Calls the first of the do_ functions that there is. It may wait. */
function perform(F: Fiber, a: Accepted): Result {
  for (const { name, args } of a.calls) {
    if (a.handler.destructed) return 1
    const r = applyDirect(F, a.handler, name, args.map(live))
    if (r !== NO_FUNCTION) return after(F, r, () => 1)
  }
  throw new LpcError(`Parse accepted, but no do_* function found in object ${a.handler.name}!`)
}

function failed(F: Fiber, p: Parse): Value {
  return p.bestError ? explain(F, p.scope, p.bestError, null) : -p.level
}

export const parse_init = efun({
  name: 'parse_init', family, since, ticks: 5,
  sig: 'void parse_init()',
  doc: 'Makes this object known to the parser, as a thing sentences may be about or as the giver of rules. Objects that did not call it are looked through to what they contain.\n\nWhen a sentence first needs it, the object is asked, without waiting: `parse_command_id_list()`, `parse_command_plural_id_list()` and `parse_command_adjectiv_id_list()` for the words it answers to, `is_living()`, `inventory_visible()` and `inventory_accessible()` (may what is in it be named, and be reached). After a change, call `parse_refresh()`.',
  examples: ['parse_init() == 0'],
  seeAlso: ['parse_refresh', 'parse_add_rule', 'parse_sentence'],
}, (F) => {
  registryOf(F).init(F.self)
  return 0
})

export const parse_refresh = efun({
  name: 'parse_refresh', family, since, ticks: 20,
  sig: 'void parse_refresh()',
  doc: 'Has the parser ask this object again what it is called. In the master: `parse_command_users()` and `parse_command_prepos_list()`.',
  seeAlso: ['parse_init'],
}, (F) => {
  registryOf(F).refresh(F, F.self)
  return 0
})

export const parse_add_rule = efun({
  name: 'parse_add_rule', family, since, ticks: 50,
  sig: 'void parse_add_rule(string verb, string rule)',
  doc: 'Lets players use a verb as `rule` says: words and tokens with spaces between. `OBJ` is an object, `LIV` a living one, `OBS` and `LVS` one or several, `WRD` one word, `STR` one or more; other words are themselves and must be in `master->parse_command_prepos_list()`. After an object token and `:`, modifiers: `v` (seen is enough, it need not be within reach), `l` (living), `p` (several), `c` (of several that fit, the first). At most two object tokens, one of them plural.\n\nWhen a sentence fits, these are asked, without waiting: `can_…` in the object that parses, `direct_…` in each object the first token may mean, `indirect_…` in those of the second. For the rule `"OBJ in OBJ"` of `put` the names are `can_put_obj_in_obj`, else `can_put_obj_word_obj`, `can_verb_obj_word_obj`, `can_verb_rule`; what the object does not have is asked of the object with the rule. They get the literal words and the verb (where the name has `word` and `verb`), the objects known so far (0 for the rest) and the words that were typed. 1 agrees; 0 does not; a string does not and says why, `"#…"` as long as no other object fits.\n\nThen the object with the rule gets `do_put_obj_in_obj(…)` with all objects; in place of several an array, in which strings are what single ones answered.',
  seeAlso: ['parse_init', 'parse_remove', 'parse_add_synonym', 'parse_sentence', 'parse_my_rules'],
}, (F, verb: string, rule: string) => {
  const r = registryOf(F)
  r.need(F.self)
  r.addRule(verb, makeRule(rule, r.literals(F), F.self))
  r.askRemote(F, F.self)
  return 0
})

export const parse_remove = efun({
  name: 'parse_remove', family, since, ticks: 20,
  sig: 'void parse_remove(string verb)',
  doc: 'Takes back the rules this object gave a verb. All of them go by themselves when it is destructed.',
  seeAlso: ['parse_add_rule'],
}, (F, verb: string) => {
  const r = registryOf(F)
  F.charge(r.verbs.size)
  r.remove(F.self, verb)
  return 0
})

export const parse_add_synonym = efun({
  name: 'parse_add_synonym', family, since, ticks: 50,
  sig: 'void parse_add_synonym(string verb, string old, string rule?)',
  doc: 'Makes `verb` another word for the verb `old`: with `rule`, for that rule of this object alone. Functions keep the name of `old`.',
  seeAlso: ['parse_add_rule'],
}, (F, verb: string, old: string, rule?: string) => {
  const r = registryOf(F)
  if (rule === undefined) r.addSynonym(verb, old)
  else r.addRuleSynonym(verb, old, makeRule(rule, r.literals(F), F.self))
  return 0
})

export const parse_sentence = efun({
  name: 'parse_sentence', family, since, ticks: 200, mode: 'calls',
  sig: 'mixed parse_sentence(string sentence, int debug?, mixed *objects?, mapping nicknames?)',
  doc: 'Understands a sentence as this object means it, against all rules, and does it. 1 when it was done. Else what `master->parser_error_message(type, ob, …)` says of the best try; or 0 when there is no such verb, -1 when it has rules but none fits, -2 when one fitted and nothing is known of why it failed.\n\nObjects are those in the environment of this object, or those of `objects`, where an array behind an object is what is in it. `nicknames` maps words to objects. Understood are articles, `my`, `me`, `all [of]`, ordinals (`second`, `3rd`, `other`), adjectives, plurals, names of several words. What is asked meanwhile cannot wait; `do_…` may. `debug` has no effect.\n\nThe search costs ticks; a sentence may have 200 words.',
  seeAlso: ['parse_add_rule', 'parse_my_rules', 'parse_init', 'command'],
}, (F, sentence: string, _debug: Value, objects?: Value[], nicknames?: Mapping): Result => {
  registryOf(F).need(F.self)
  const p = parse(F, sentence, { user: F.self, only: null, environment: objects ?? null, nicknames: nicknames ?? null })
  return p.accepted ? perform(F, p.accepted) : failed(F, p)
})

export const parse_my_rules = efun({
  name: 'parse_my_rules', family, since, ticks: 200, mode: 'calls',
  sig: 'mixed parse_my_rules(object who, string sentence, int perform?)',
  doc: 'As `parse_sentence()` by `who`, against the rules of this object alone. With `perform` it is done, and 1 comes back; else the arguments that `do_verb_rule()` would get.',
  seeAlso: ['parse_sentence', 'parse_add_rule'],
}, (F, who: Value, sentence: string, doIt: Value): Result => {
  const user: LpcObject = needObject(who, 'parse_my_rules', 1)
  const r = registryOf(F)
  r.need(user)
  r.need(F.self)
  const about: About = { user, only: F.self, environment: null, nicknames: null }
  const p = parse(F, sentence, about)
  if (!p.accepted) return failed(F, p)
  return truthy(doIt) ? perform(F, p.accepted) : p.accepted.calls[3].args.map(live)
})

export const parse_dump = efun({
  name: 'parse_dump', family, since, ticks: 50,
  sig: 'string parse_dump()',
  doc: 'All verbs with their rules and the objects they belong to, as text for people.',
  examples: ['stringp(parse_dump())'],
  seeAlso: ['parse_add_rule'],
}, (F) => {
  const lines: string[] = []
  for (const list of registryOf(F).verbs.values()) {
    for (const v of list) {
      F.charge(2 + v.rules.length)
      lines.push(`Verb ${v.name}${v.called === v.name ? '' : ` (${v.called})`}:`)
      if (v.synonymOf) lines.push(`  Synonym for: ${v.synonymOf.name}`)
      for (const r of v.rules) lines.push(`  (${r.handler.name}) ${r.text}`)
    }
  }
  return lines.length ? lines.join('\n') + '\n' : ''
})

export default [parse_init, parse_refresh, parse_add_rule, parse_remove, parse_add_synonym, parse_sentence, parse_my_rules, parse_dump, parse_command] as Efun[]
