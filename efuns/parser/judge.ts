/**
 * A sentence fits a rule: now the player, then the objects it may mean are asked whether they
 * agree, and the reading becomes the best answer or the best error so far.
 */
import { isInt, truthy, type Value } from '../../driver/vm/values.js'
import { FORMS, makeCall, type Phase, type Subjects } from './applies.js'
import { explain, type ParseError } from './errors.js'
import type { Match, Parse, State } from './match.js'
import { call, NOTHING } from './registry.js'
import type { LpcObject } from '../../driver/vm/object.js'
import type { Indices } from './scope.js'

type ObjectMatch = Match & { kind: 'object' }

/** What an object said: it takes part or not, and with which error. */
interface Word {
  readonly ok: boolean
  readonly error: ParseError | null
}

/** Asks in each form, first `ob`, then the rule's owner; the first answer that is one counts. */
function ask(p: Parse, state: State, phase: Phase, ob: LpcObject, s: Subjects): Value | typeof NOTHING {
  for (const who of [ob, p.rule.handler]) {
    for (let form = 0; form < FORMS; form++) {
      if (who.destructed) return NOTHING
      p.F.charge(20)
      const { name, args } = makeCall(p, state, phase, form, s)
      const r = call(p.F, who, name, args)
      if (r !== NOTHING && (isInt(r) || r === undefined || typeof r === 'string')) return r
    }
  }
  return NOTHING
}

/** "You can't put that in the box." from what was typed; `which` object it is about. */
function refusal(p: Parse, state: State, which: number): ParseError {
  let match = 0
  let objects = 0
  const parts = p.rule.tokens.map((t) => {
    if (t.kind === 'literal') return t.word
    const m = state.matches[match++]
    if (t.kind === 'object') {
      objects++
      return objects >= Math.max(1, which) || m.kind !== 'object' || m.plural ? 'that' : p.typed(m.first, m.last)
    }
    return p.typed(m.first, m.last)
  })
  return { kind: 'text', text: `You can't ${[p.words[0].text, ...parts].join(' ')}.\n` }
}

function askObject(p: Parse, state: State, phase: Phase, s: Subjects, which: number): Word {
  const index = s.pair ? s.pair[phase === 'direct' ? 0 : 1] : s.target!
  const r = ask(p, state, phase, p.scope!.objects[index], s)
  if (r === NOTHING) return { ok: false, error: refusal(p, state, which) }
  if (typeof r !== 'string') return truthy(r) ? { ok: true, error: null } : { ok: false, error: refusal(p, state, which) }
  // "#…" speaks for this object alone; others that fit may still do.
  return r.startsWith('#') ? { ok: false, error: { kind: 'text', text: r.slice(1) } } : { ok: true, error: { kind: 'text', text: r } }
}

function failing(s: State, error: ParseError | null): State {
  return { ...s, errors: s.errors + 1, error: s.errors === 0 ? error : s.error }
}

function replaced(s: State, at: number, m: Match): State {
  return { ...s, matches: s.matches.map((x, i) => (i === at ? m : x)) }
}

const wrong = (m: Match): Match => ({ kind: 'error', first: m.first, last: m.last })
const sorted = (set: Indices): number[] => [...set].sort((a, b) => a - b)

/** can_…(): whether the player may do such a thing at all. Null: there is a better reading. */
function askPlayer(p: Parse, state: State): State | null {
  const r = ask(p, state, 'can', p.user, {})
  if (r !== NOTHING && typeof r !== 'string' && truthy(r)) return state
  if (state.errors === p.bestErrors) return null
  return failing(state, typeof r === 'string' ? { kind: 'text', text: r } : refusal(p, state, 0))
}

/** The n-th of the objects that take part; without a number there may be only one. */
function one(p: Parse, state: State, at: number, m: ObjectMatch, which: number): State {
  const phase = which === 1 ? 'direct' : 'indirect'
  const willing = new Set(m.objects)
  let last: ParseError | null = null
  let found = 0
  let seen = 0
  let rejected: ParseError | null = null
  let only: { index: number; error: ParseError | null } | null = null
  for (const index of sorted(m.objects)) {
    const word = askObject(p, state, phase, { target: index }, which)
    last = word.error
    seen++
    if (!word.ok) {
      willing.delete(index)
      if (seen === m.ordinal) rejected = word.error
      continue
    }
    found++
    only = { index, error: word.error }
    if (found === m.ordinal || m.choose) {
      if (word.error) return failing(replaced(state, at, wrong(m)), word.error)
      return replaced(state, at, { ...m, chosen: index })
    }
  }
  const none = replaced(state, at, wrong(m))
  if (m.ordinal > 0) return failing(none, seen >= m.ordinal && found === 0 ? (rejected ?? last) : { kind: 'ordinal', found: willing.size })
  if (found === 1 && only) return only.error ? failing(none, only.error) : replaced(state, at, { ...m, chosen: only.index })
  return failing(none, found === 0 ? last : { kind: 'ambiguous', objects: willing })
}

/** All that take part; those that refuse with words speak in the array that do_…() gets. */
function several(p: Parse, state: State, at: number, m: ObjectMatch, which: number, refusals: Array<[ParseError, number]>): State {
  const phase = which === 1 ? 'direct' : 'indirect'
  const willing = new Set(m.objects)
  let last: ParseError | null = null
  for (const index of sorted(m.objects)) {
    const word = askObject(p, state, phase, { target: index }, which)
    if (word.ok && !word.error) continue
    willing.delete(index)
    if (word.ok && word.error) refusals.unshift([word.error, index])
    last = word.ok ? null : word.error
  }
  if (willing.size === 0 && last) return failing(replaced(state, at, wrong(m)), last)
  return replaced(state, at, { ...m, objects: willing })
}

/** First round of a rule with two objects: each that could take part at all stays. */
function candidates(p: Parse, state: State, at: number, m: ObjectMatch, which: number): State {
  const phase = which === 1 ? 'direct' : 'indirect'
  const willing = new Set(m.objects)
  let last: ParseError | null = null
  for (const index of sorted(m.objects)) {
    const word = askObject(p, state, phase, { target: index }, which)
    if (!word.error) continue
    willing.delete(index)
    if (word.ok || !last) last = word.error
  }
  if (willing.size === 0) return failing(replaced(state, at, wrong(m)), last)
  return replaced(state, at, { ...m, objects: willing, chosen: sorted(willing)[0] })
}

/** Second round: which pairs agree to do it with each other. */
function pairs(p: Parse, state: State): State {
  const [d, i] = state.matches.flatMap((m, at) => (m.kind === 'object' ? [at] : []))
  if (i === undefined) return state
  const direct = state.matches[d] as ObjectMatch
  const indirect = state.matches[i] as ObjectMatch
  let others = sorted(indirect.objects)
  if (indirect.ordinal > 0 && !indirect.plural) {
    // "from the second box" means that box, whatever is in it.
    if (others.length < indirect.ordinal) return failing(replaced(state, i, wrong(indirect)), { kind: 'ordinal', found: others.length })
    others = [others[indirect.ordinal - 1]]
  }
  const directs = new Set<number>()
  const indirects = new Set<number>()
  let last: ParseError | null = null
  let agreed = 0
  let chosen: readonly [number, number] | null = null
  let error: ParseError | null = null
  search: for (const a of sorted(direct.objects)) {
    for (const b of others) {
      const pair = [a, b] as const
      const phases: Phase[] = indirect.plural ? ['indirect', 'direct'] : ['direct', 'indirect']
      const words: Word[] = []
      for (const phase of phases) {
        const word = askObject(p, state, phase, { pair }, phase === 'direct' ? 1 : 2)
        words.push(word)
        last = word.error ?? last
        if (!word.ok) break
      }
      if (words.some((w) => !w.ok)) continue
      agreed++
      const refused = words.find((w) => w.error)?.error ?? null
      if (!direct.plural && agreed < direct.ordinal) continue
      if (refused) {
        error ??= refused
        if (!direct.plural && !indirect.plural) break search
        continue
      }
      chosen ??= pair
      directs.add(a)
      indirects.add(b)
      if (!direct.plural && !indirect.plural) break search
      if (!indirect.plural) continue
    }
    if (!direct.plural && chosen) break
  }
  if (!chosen) {
    const why: ParseError | null = error ?? (agreed > 0 ? { kind: 'ordinal', found: agreed } : last)
    return failing(replaced(state, d, wrong(direct)), why)
  }
  const withDirect = replaced(state, d, { ...direct, objects: directs, chosen: chosen[0] })
  return replaced(withDirect, i, { ...indirect, objects: indirects, chosen: chosen[1] })
}

/** All words are read: is this the best reading so far? */
export function judge(p: Parse, given: State): void {
  p.level = 2
  const { rule } = p
  if (p.bestWeight >= rule.weight) return
  if (given.errors > 0 && (given.errors > p.bestErrors || (given.errors === p.bestErrors && rule.weight < p.bestErrorWeight))) return
  const allowed = askPlayer(p, given)
  if (!allowed || rule.handler.destructed) return
  let state = allowed
  const refusals: Array<[ParseError, number]> = []
  let which = 1
  state.matches.forEach((m, at) => {
    if (which > 2 || m.kind === 'words') return
    if (m.kind === 'object') {
      if (m.plural) state = several(p, state, at, m, which, refusals)
      else if (state.objects === 2) state = candidates(p, state, at, m, which)
      else state = one(p, state, at, m, which)
    }
    which++
  })
  if (state.objects === 2 && state.errors === 0) state = pairs(p, state)
  if (rule.handler.destructed) return
  if (state.errors > 0) return remember(p, state)
  p.bestWeight = rule.weight
  const said = refusals.map(([e, index]) => explain(p.F, p.scope, e, p.scope!.objects[index]))
  p.accepted = { handler: rule.handler, calls: Array.from({ length: FORMS }, (_, form) => makeCall(p, state, 'do', form, { refusals: said })) }
}

function remember(p: Parse, state: State): void {
  // "There is no…" fits anything that was typed: it is worth no more than a STR.
  const weight = state.error?.kind === 'thereIsNo' ? 1 : p.rule.weight
  if (state.errors > p.bestErrors || (state.errors === p.bestErrors && weight <= p.bestErrorWeight)) return
  p.bestErrors = state.errors
  p.bestErrorWeight = weight
  p.bestError = state.error
}
