/**
 * The sentences add_action() makes, on the living that may type them. The newest is tried first.
 * Not for: running them (commands.ts).
 */
import type { Closure } from '../vm/closure.js'
import { LIMIT, LpcError } from '../vm/errors.js'
import type { Action, LpcObject } from '../vm/object.js'
import { MAX_ACTIONS } from './limits.js'
import { shadowRoot } from './shadows.js'

/** add_action's flags: match a prefix of the line; and give the rest without the space rule. */
const V_SHORT = 1
const V_NOSPACE = 2

export function addAction(owner: LpcObject, player: LpcObject | null, fn: string | Closure, verb: string, flag: number): void {
  const ob = shadowRoot(owner)
  if (ob.destructed || !player || player.destructed) return
  // Only things near the player may add commands: they are taken back when either moves.
  const env = ob.environment
  const near = ob === player || env === player || ob === player.environment || (env !== null && env === player.environment)
  if (!near) return
  if (ob !== owner && typeof fn === 'string' && owner.program.dispatch.table.get(fn)?.fn.access !== 'public') return
  const list = (player.actions ??= [])
  if (list.length >= MAX_ACTIONS) throw new LpcError(`Too many actions on ${player.name} (limit ${MAX_ACTIONS}).`, { code: LIMIT })
  list.push({ verb, fn, owner: ob, flag: flag & 3 })
}

/** Removes the newest sentence of `owner` with this verb and function. */
export function removeAction(owner: LpcObject, player: LpcObject, fn: string | Closure, verb: string): boolean {
  const list = player.actions
  if (!list) return false
  const i = list.findLastIndex((a) => a.owner === owner && a.verb === verb && a.fn === fn)
  if (i < 0) return false
  list.splice(i, 1)
  return true
}

/** Removes every sentence that `owner` gave to `player`. */
export function dropActions(owner: LpcObject, player: LpcObject): void {
  const list = player.actions
  if (!list || list.length === 0) return
  if (list.some((a) => a.owner === owner)) player.actions = list.filter((a) => a.owner !== owner)
}

/** How a sentence fits a line: the verb query_verb() gives and the argument, or null. */
export function match(action: Action, line: string): { verb: string; arg: string | undefined } | null {
  const space = line.indexOf(' ')
  const word = space < 0 ? line : line.slice(0, space)
  const rest = space < 0 ? undefined : line.slice(space + 1)
  if (action.flag & (V_SHORT | V_NOSPACE)) {
    if (!line.startsWith(action.verb)) return null
    if (action.flag & V_NOSPACE) return { verb: word.slice(action.verb.length), arg: line.slice(action.verb.length) }
    return { verb: word, arg: rest }
  }
  if (action.verb !== '' && action.verb !== word) return null
  return { verb: action.verb || word, arg: rest }
}
