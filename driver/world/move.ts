/**
 * Where objects are: environment, inventory, and the init() calls of a move in FluffOS's order.
 * Inventories are kept oldest first; LPC sees them newest first.
 */
import { LpcError } from '../vm/errors.js'
import type { Fiber } from '../vm/fiber.js'
import type { LpcObject } from '../vm/object.js'
import type { Result } from '../vm/values.js'
import { dropActions } from './actions.js'
import { after, apply, each, ensure, STOP } from './flow.js'

/** What is inside, newest first. */
export function contents(ob: LpcObject): LpcObject[] {
  return ob.inventory ? [...ob.inventory].reverse() : []
}

export function move(F: Fiber, item: LpcObject, dest: LpcObject): Result {
  if (item.remote || dest.remote) throw new LpcError('move_object: A remote object has no place here.')
  if (item.shadowing) throw new LpcError("move_object: Can't move an object that is shadowing.")
  for (let ob: LpcObject | null = dest; ob; ob = ob.environment) {
    if (ob === item) throw new LpcError("move_object: Can't move object inside itself.")
  }
  leave(item)
  item.environment = dest
  ;(dest.inventory ??= new Set()).add(item)
  return introduce(F, item, dest)
}

/** Takes an object out of its place, and with it the commands it gave and got there. */
export function leave(item: LpcObject): void {
  const env = item.environment
  for (const inner of item.inventory ?? []) if (item.destructed) dropActions(inner, item)
  if (!env) return
  dropActions(item, env)
  dropActions(env, item)
  for (const other of env.inventory ?? []) {
    if (other === item) continue
    dropActions(item, other)
    dropActions(other, item)
  }
  env.inventory?.delete(item)
  item.environment = null
}

/**
 * The init() calls after a move. The place first, so that things in it can override its commands.
 * Any init() may move or destruct things: the walk ends when `item` is no longer in `dest`.
 */
export function introduce(F: Fiber, item: LpcObject, dest: LpcObject): Result {
  const here = () => item.environment === dest && !item.destructed && !dest.destructed
  const init = (who: LpcObject, ob: LpcObject): Result => {
    if (who.destructed || ob.destructed || !who.commandsEnabled) return undefined
    return asPlayer(F, who, () => apply(F, ob, 'init'))
  }
  const others = contents(dest).filter((ob) => ob !== item)
  return after(F, init(item, dest), () =>
    after(
      F,
      each(F, others, (ob) => {
        if (!here()) return STOP
        if (ob.environment !== dest) return undefined
        return after(F, init(ob, item), () => (here() && ob.environment === dest ? init(item, ob) : undefined))
      }),
      () => (here() ? init(dest, item) : undefined),
    ),
  )
}

/** Runs `body` with another this_player(), and puts the old one back. */
function asPlayer(F: Fiber, player: LpcObject | null, body: () => Result): Result {
  const before = F.player
  F.player = player
  return ensure(F, body, () => {
    F.player = before?.destructed ? null : before
  })
}
