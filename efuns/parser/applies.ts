/**
 * The functions a parse calls: their names and arguments. For the rule "OBJ in OBJ" of `put`:
 * direct_put_obj_in_obj(), direct_put_obj_word_obj(), direct_verb_obj_word_obj() and
 * direct_verb_rule() are tried in this order; with can_, indirect_ and do_ likewise.
 */
import { live, type Value } from '../../driver/vm/values.js'
import type { Match, Parse, State } from './match.js'
import { tokenName, type Token } from './rules.js'
import { objectsOf } from './errors.js'

export type Phase = 'can' | 'direct' | 'indirect' | 'do'
const ORDER: Readonly<Record<Phase, number>> = { can: 0, direct: 1, indirect: 2, do: 3 }
/** Ways to name a function, the most telling first. */
export const FORMS = 4

export interface Call {
  readonly name: string
  readonly args: Value[]
}

/** Which objects are asked about, where they are known: by index of the scope. */
export interface Subjects {
  /** The object of the phase, for direct_ and indirect_. */
  readonly target?: number
  /** Both objects of a pair, in the second round. */
  readonly pair?: readonly [direct: number, indirect: number]
  /** For do_: what parallel objects answered instead of taking part. */
  readonly refusals?: readonly Value[]
}

function objectWord(t: Token & { kind: 'object' }, m: Match, nth: number, phase: Phase, pair: boolean): string {
  const several = t.plural && m.kind === 'object' && m.plural && nth < ORDER[phase] && !pair
  if (t.living) return several ? 'lvs' : 'liv'
  return several ? 'obs' : 'obj'
}

function objectValue(p: Parse, m: Match, nth: number, phase: Phase, s: Subjects): Value {
  if (s.pair) return live(p.scope!.objects[s.pair[nth === 1 ? 0 : 1]])
  if (nth === ORDER[phase]) return s.target === undefined ? 0 : live(p.scope!.objects[s.target])
  if (nth > ORDER[phase] || m.kind !== 'object') return 0
  if (m.plural) return [...(phase === 'do' ? (s.refusals ?? []) : []), ...objectsOf(p.scope, m.objects)]
  return m.chosen < 0 ? 0 : live(p.scope!.objects[m.chosen])
}

export function makeCall(p: Parse, state: State, phase: Phase, form: number, s: Subjects): Call {
  const { tokens, text } = p.rule
  const parts = [phase, form < 2 ? p.verb.called : 'verb']
  const args: Value[] = []
  if (form >= 2) args.push(p.verb.called)
  if (form === 3) {
    parts.push('rule')
    args.push(text)
  }
  const typed: Value[] = form >= 2 ? [p.typed(0, 0)] : []
  let match = 0
  let objects = 0
  for (const t of tokens) {
    if (t.kind === 'literal') {
      if (form === 1 || form === 2) args.push(t.word)
      parts.push(form === 0 ? t.word : 'word')
      continue
    }
    const m = state.matches[match++]
    const words = p.typed(m.first, m.last)
    typed.push(words)
    if (t.kind === 'object') {
      objects++
      args.push(objectValue(p, m, objects, phase, s))
      parts.push(objectWord(t, m, objects, phase, s.pair !== undefined))
    } else {
      args.push(words)
      parts.push(tokenName(t).toLowerCase())
    }
  }
  return { name: form === 3 ? `${phase}_verb_rule` : parts.join('_'), args: [...args, ...typed] }
}
