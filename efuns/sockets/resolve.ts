/** resolve(): names to addresses and back, by the resolver of the host. */
import { lookup, lookupService } from 'node:dns'
import { isIP } from 'node:net'
import { applyDirect, callClosure, NO_FUNCTION } from '../../driver/vm/calls.js'
import { Closure } from '../../driver/vm/closure.js'
import { DENIED, LIMIT, LpcError } from '../../driver/vm/errors.js'
import type { Result } from '../../driver/vm/values.js'
import { worldOf, type World } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { tableOf } from './table.js'

/** Questions under way: each holds a thread of the host's resolver. */
const MAX_OPEN = 64
const open = new WeakMap<World, number>()
let serial = 0

export const resolve = efun({
  name: 'resolve', family: 'sockets', since: '0.1', ticks: 500,
  sig: 'int resolve(string name, string|function callback)',
  doc: 'Asks for the IP address of a host name, or for the name of an IP address. Gives a number at once; `callback(name, address, number)` is called in this object when the answer is there, with 0 for the one that could not be found. `this_player()` is kept.\n\n`master->valid_socket(caller, "resolve", ({ -1, 0, name, 0 }))` must allow it; a mudlib that boots from a FluffOS config is not asked. An error when 64 questions wait already.',
  seeAlso: ['socket_connect', 'query_ip_name'],
}, (F, name: string, callback: string | Closure) => {
  const world = worldOf(F)
  // FluffOS asks nobody.
  if (!world.config.trustMudlib && !tableOf(F).permitted(F, 'resolve', null, { host: name, port: 0 })) throw new LpcError('resolve: Permission denied.', { code: DENIED })
  const waiting = open.get(world) ?? 0
  if (waiting >= MAX_OPEN) throw new LpcError(`resolve: Too many questions wait (limit ${MAX_OPEN}).`, { code: LIMIT })
  open.set(world, waiting + 1)
  const key = ++serial
  const owner = F.self
  const { player } = F
  const answer = (host: string | 0, address: string | 0): void => {
    open.set(world, open.get(world)! - 1)
    if (owner.destructed || world.shuttingDown) return
    world.start({ player: world.config.thisPlayerInCallOut && !player?.destructed ? player : null }, (G): Result => {
      if (callback instanceof Closure) return callClosure(G, callback, [host, address, key])
      const r = applyDirect(G, owner, callback, [host, address, key])
      return r === NO_FUNCTION ? undefined : r
    })
  }
  if (isIP(name)) lookupService(name, 0, (e, host) => answer(e ? 0 : host, name))
  else lookup(name.slice(0, 255), (e, address) => answer(name, e ? 0 : address))
  return key
})
