/**
 * Text to objects: the connection of an interactive, catch_tell() or receive_message() of the
 * rest. Not for: the connection itself (interactive.ts).
 */
import type { Fiber } from '../vm/fiber.js'
import type { LpcObject } from '../vm/object.js'
import type { Result, Value } from '../vm/values.js'
import { apply, each } from './flow.js'
import { contents } from './move.js'
import type { Session } from './session.js'
import type { World } from './world.js'

export function sessionOf(ob: LpcObject): Session | null {
  return ob.interactive as Session | null
}

/** Hears text: interactive, or a living that may have catch_tell(). */
export function listens(ob: LpcObject): boolean {
  return !ob.destructed && (ob.commandsEnabled || ob.interactive !== null)
}

/** tell_object(): may call catch_tell(), so it may wait. */
export function tell(world: World, F: Fiber, ob: LpcObject, text: string): Result {
  if (ob.destructed) return undefined
  const captured = F.options.output
  if (captured && ob === F.options.player) {
    F.charge(text.length >> 6)
    captured(text)
    return undefined
  }
  const session = sessionOf(ob)
  if (session && !world.config.interactiveCatchTell) {
    F.charge(text.length >> 6)
    session.write(text)
    return undefined
  }
  return apply(F, ob, 'catch_tell', [text])
}

/** Text to all that listen in a place, except `exclude`. */
export function tellPlace(world: World, F: Fiber, place: LpcObject, text: string, exclude: ReadonlySet<LpcObject>): Result {
  const ears = contents(place).filter((ob) => listens(ob) && !exclude.has(ob))
  F.charge(ears.length)
  return each(F, ears, (ob) => tell(world, F, ob, text))
}

/** say(): to what `speaker` carries, what is beside it, and where it is. */
export function say(world: World, F: Fiber, speaker: LpcObject, text: string, exclude: ReadonlySet<LpcObject>): Result {
  const env = speaker.environment
  const ears = [...contents(speaker), ...(env ? [...contents(env), env] : [])].filter((ob) => ob !== speaker && listens(ob) && !exclude.has(ob))
  F.charge(ears.length)
  return each(F, ears, (ob) => tell(world, F, ob, text))
}

/** message(): receive_message(class, text) in each target; a target that hears nothing passes it to its contents. */
export function message(F: Fiber, kind: Value, text: Value, targets: readonly LpcObject[], exclude: ReadonlySet<LpcObject>): Result {
  const ears = targets.flatMap((ob) => (listens(ob) ? [ob] : contents(ob).filter(listens))).filter((ob) => !exclude.has(ob))
  F.charge(ears.length)
  return each(F, ears, (ob) => apply(F, ob, 'receive_message', [kind, text]))
}
