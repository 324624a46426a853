/**
 * Running a command line: add_action sentences, the verb, notify_fail. Works for players (a line
 * they typed) and for anything that calls command().
 */
import { applyDirect, callClosure, NO_FUNCTION } from '../vm/calls.js'
import { Closure } from '../vm/closure.js'
import { LIMIT, LpcError } from '../vm/errors.js'
import type { Fiber } from '../vm/fiber.js'
import type { Action, LpcObject } from '../vm/object.js'
import { truthy, WAIT, type Result, type Value } from '../vm/values.js'
import { dropActions, match } from './actions.js'
import { after, ensure } from './flow.js'
import { MAX_COMMAND, MAX_NESTED } from './limits.js'
import { introduce } from './move.js'
import { tell } from './output.js'
import type { World } from './world.js'

const nesting = new WeakMap<Fiber, number>()

/** Runs a command line as `who`. 1 when some action took it, else 0 (and `who` was told). */
export function runCommand(world: World, F: Fiber, who: LpcObject, text: string): Result {
  if (text.length > MAX_COMMAND) throw new LpcError(`Too long command (limit ${MAX_COMMAND} characters).`, { code: LIMIT })
  const line = text.trimEnd()
  if (line === '') return 0
  const depth = (nesting.get(F) ?? 0) + 1
  if (depth > MAX_NESTED) throw new LpcError(`Too deep command nesting (limit ${MAX_NESTED}).`, { code: LIMIT })
  nesting.set(F, depth)
  const { player, verb, failMessage } = F
  F.player = who
  F.failMessage = undefined
  return ensure(
    F,
    () => after(F, tryActions(world, F, who, line), (done) => (done === 1 ? 1 : after(F, explain(world, F, who), () => 0))),
    () => {
      nesting.set(F, depth - 1)
      F.player = player?.destructed ? null : player
      F.verb = verb
      F.failMessage = failMessage
    },
  )
}

/** The newest sentence first. What an action removed or moved away meanwhile is not tried. */
function tryActions(world: World, F: Fiber, who: LpcObject, line: string): Result {
  const actions = [...(who.actions ?? [])].reverse()
  F.charge(actions.length)
  const took = (a: Action, v: Value): boolean => {
    if (!truthy(v)) return false
    world.deeds.of(a.owner).commands++
    return true
  }
  const from = (start: number): Result => {
    for (let i = start; i < actions.length; i++) {
      const a = actions[i]
      const m = match(a, line)
      if (!m || a.owner.destructed || !who.actions?.includes(a)) continue
      F.verb = m.verb
      F.player = who
      const r = call(F, a, m.arg)
      if (r === WAIT) return F.parkNative((v) => (took(a, v) ? 1 : from(i + 1)))
      if (took(a, r)) return 1
      if (who.destructed) return 1
    }
    return 0
  }
  return from(0)
}

function call(F: Fiber, a: Action, arg: Value): Result {
  if (a.fn instanceof Closure) return callClosure(F, a.fn, [arg])
  const r = applyDirect(F, a.owner, a.fn, [arg])
  if (r === NO_FUNCTION) throw new LpcError(`Function for verb '${a.verb}' not found.`)
  return r
}

/** Nothing took the command: what notify_fail() said, or the default. */
function explain(world: World, F: Fiber, who: LpcObject): Result {
  if (who.destructed) return undefined
  const why = F.failMessage
  if (why instanceof Closure) {
    return after(F, callClosure(F, why, []), (text) => (typeof text === 'string' ? tell(world, F, who, text) : undefined))
  }
  const text = typeof why === 'string' ? why : world.config.defaultFailMessage
  return text && who.interactive ? tell(world, F, who, text) : undefined
}

/**
 * Makes an object a living that can give commands. With `init`, what is around it gets to add
 * its commands: the place and its neighbours first, then what it carries.
 */
export function enableCommands(world: World, F: Fiber, ob: LpcObject, init: boolean): Result {
  if (ob.destructed) return undefined
  world.livings.enable(ob)
  F.player = ob
  if (!init) return undefined
  return after(F, ob.environment ? introduce(F, ob, ob.environment) : undefined, () => {
    const inner = [...(ob.inventory ?? [])]
    const from = (i: number): Result => (i >= inner.length || ob.destructed ? undefined : after(F, introduce(F, inner[i], ob), () => from(i + 1)))
    return from(0)
  })
}

export function disableCommands(world: World, F: Fiber, ob: LpcObject): void {
  world.livings.disable(ob)
  // What it added to itself stays, as in FluffOS.
  const env = ob.environment
  for (const giver of [...(env ? [env, ...(env.inventory ?? [])] : []), ...(ob.inventory ?? [])]) if (giver !== ob) dropActions(giver, ob)
  if (F.player === ob) F.player = null
}
