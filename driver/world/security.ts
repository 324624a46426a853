/**
 * The master decides, call by call. The driver grants by itself only what a mudlib without the
 * apply could not live without:
 *   valid_read, valid_object missing → allowed; valid_shadow missing → denied: as FluffOS does
 *   valid_write missing → denied: a master that says nothing has not thought about writing
 *   what reaches far (exec, snoop, shutdown, …) → master and simul_efun only
 *   any error in an apply → denied
 * With `trustMudlib` the missing ones are allowed, as in FluffOS, whose mudlibs guard themselves.
 * Before the master is loaded only the driver itself runs, and it is not asked.
 */
import { applyDirect, NO_FUNCTION } from '../vm/calls.js'
import { DENIED, LpcError } from '../vm/errors.js'
import type { Fiber } from '../vm/fiber.js'
import type { LpcObject } from '../vm/object.js'
import { LpcPromise } from '../vm/promise.js'
import { truthy, type Value, type Wait } from '../vm/values.js'
import { normalise } from './paths.js'
import type { World } from './world.js'

/** Calls a master apply where waiting is impossible. NO_FUNCTION when master lacks it. */
export function askMaster(world: World, F: Fiber, name: string, args: Value[]): Value | typeof NO_FUNCTION {
  const master = world.master
  if (!master || master.destructed) return NO_FUNCTION
  return F.without<any>(`${name}() in master`, () => applyDirect(F, master, name, args)) as Exclude<Value, Wait> | typeof NO_FUNCTION
}

/** Like askMaster, for decisions: an LPC error in the apply is reported and means `false`. */
function decide(world: World, F: Fiber, name: string, args: Value[], missing: boolean): Value | boolean {
  const { sp, player } = F
  try {
    const answer = askMaster(world, F, name, args)
    if (!(answer instanceof LpcPromise)) return answer === NO_FUNCTION ? missing : (answer as Value)
    // Whoever has not answered has not said yes.
    world.log.error({ apply: name }, 'A master apply answered with a promise; access is denied')
    return false
  } catch (e) {
    const text = F.caught(e, sp, player)
    world.log.error({ apply: name, error: text }, 'A master apply failed; access is denied')
    return false
  }
}

/**
 * The path LPC may read, or null. `caller` is the object that asks, `fn` the efun's name.
 * A string answer of master replaces the path.
 */
export function validRead(world: World, F: Fiber, path: string, caller: LpcObject, fn: string): string | null {
  return fileAccess(world, F, 'valid_read', path, caller, fn, true)
}

/** The path LPC may write, or null. */
export function validWrite(world: World, F: Fiber, path: string, caller: LpcObject, fn: string): string | null {
  return fileAccess(world, F, 'valid_write', path, caller, fn, world.config.trustMudlib)
}

function fileAccess(world: World, F: Fiber, apply: string, path: string, caller: LpcObject, fn: string, missing: boolean): string | null {
  const p = normalise(path)
  if (!world.master) return p
  const answer = decide(world, F, apply, [p, caller, fn], missing)
  if (typeof answer === 'string') return normalise(answer)
  return answer === true || (answer !== false && truthy(answer)) ? p : null
}

/** A yes-or-no apply: valid_object, valid_shadow, valid_distributed, … */
export function allowed(world: World, F: Fiber, apply: string, args: Value[], missing: boolean): boolean {
  const answer = decide(world, F, apply, args, missing)
  return answer === true || (answer !== false && truthy(answer))
}

/** The two objects a mudlib keeps its own guards in: what they ask for has been judged there. */
export function trusted(world: World, ob: LpcObject): boolean {
  return ob === world.master || ob === world.simulEfun
}

/** For what reaches far: the master and the simul_efun object may, others as `apply` says, nobody else without it. */
export function permit(world: World, F: Fiber, apply: string, args: Value[]): boolean {
  return trusted(world, F.self) || allowed(world, F, apply, [F.self, ...args], world.config.trustMudlib)
}

export function denied(message: string): LpcError {
  return new LpcError(message, { code: DENIED })
}
