/** Arguments that name objects, as the world's efuns take them. Not for: type checks (the table). */
import { BAD_ARGUMENT, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { LpcObject } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'

/** An optional object argument: this_object() when it was left out. */
export function objectOr(F: Fiber, v: Value, efun: string, position: number): LpcObject {
  return v === undefined ? F.self : needObject(v, efun, position)
}

export function needObject(v: Value, efun: string, position: number): LpcObject {
  if (v instanceof LpcObject && !v.destructed) return v
  throw new LpcError(`Bad argument ${position} to ${efun}(): expected object, got 0.`, { code: BAD_ARGUMENT })
}

/** An object as LPC sees it: 0 when there is none or it is destructed. */
export function orZero(ob: LpcObject | null | undefined): Value {
  return ob && !ob.destructed ? ob : 0
}

/** The set of objects in an `object | object *` argument. */
export function objectSet(F: Fiber, v: Value): Set<LpcObject> {
  const list = Array.isArray(v) ? v : [v]
  F.charge(list.length * 4)
  return new Set(list.filter((o): o is LpcObject => o instanceof LpcObject))
}
