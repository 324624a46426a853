/**
 * Shadows: a chain of objects in front of one. Calls reach the outermost that has the function.
 * Shadowed objects have no dispatch key, so that inline caches miss and take the slow path.
 */
import { LpcError } from '../vm/errors.js'
import type { LpcObject } from '../vm/object.js'

/** Throws LpcError when `shadow` cannot shadow `ob`, whatever master says. */
export function checkShadow(shadow: LpcObject, ob: LpcObject): void {
  if (shadow === ob) throw new LpcError('shadow: Can\'t shadow self')
  if (shadow.shadowing) throw new LpcError('shadow: Already shadowing.')
  if (shadow.shadowedBy) throw new LpcError('shadow: Can\'t shadow when shadowed.')
  if (shadow.environment) throw new LpcError('shadow: The shadow must not reside inside another object.')
  if (ob.remote) throw new LpcError('shadow: Cannot shadow a remote object.')
  if (ob.shadowing) throw new LpcError('shadow: Can\'t shadow a shadow.')
  for (const name of shadow.program.dispatch.table.keys()) {
    const below = ob.program.dispatch.table.get(name)
    if (below?.fn.nomask) throw new LpcError(`shadow: ${name}() in ${ob.name} is nomask.`)
  }
}

/** Puts `shadow` in front of `ob`'s chain. checkShadow() and master have let it. */
export function linkShadow(shadow: LpcObject, ob: LpcObject): void {
  checkShadow(shadow, ob)
  let top = ob
  while (top.shadowedBy) top = top.shadowedBy
  shadow.shadowing = top
  top.shadowedBy = shadow
  top.dispatch = null
  shadow.dispatch = null
}

/** Takes an object out of its chain, joining what is left. */
export function unlinkShadow(ob: LpcObject): void {
  const { shadowing: below, shadowedBy: above } = ob
  if (below) below.shadowedBy = above
  if (above) above.shadowing = below
  ob.shadowing = ob.shadowedBy = null
  for (const o of [below, above, ob]) if (o && !o.destructed && !o.shadowing && !o.shadowedBy && !o.remote) o.dispatch = o.program.dispatch
}

/** The object at the bottom of a chain of shadows. */
export function shadowRoot(ob: LpcObject): LpcObject {
  let o = ob
  while (o.shadowing) o = o.shadowing
  return o
}
