/**
 * All sockets of a world by their numbers, and who may use them: master->valid_socket() for
 * every operation, then the owner alone. They close with their owner and with the world.
 */
import type { Fiber } from '../../driver/vm/fiber.js'
import type { LpcObject } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { allowed } from '../../driver/world/security.js'
import { worldOf, type World } from '../../driver/world/world.js'
import type { Address } from './address.js'
import { EE, Mode } from './codes.js'
import { MAX_SOCKETS, MAX_SOCKETS_PER_OBJECT } from './limits.js'
import { DatagramSocket } from './datagram.js'
import type { Callbacks, LpcSocket } from './socket.js'
import { StreamSocket } from './stream.js'

const tables = new WeakMap<World, SocketTable>()

export function tableOf(F: Fiber): SocketTable {
  const world = worldOf(F)
  let table = tables.get(world)
  if (!table) {
    tables.set(world, (table = new SocketTable(world)))
    const t = table
    world.onDestruct.add((ob) => t.died(ob))
    world.onStop.add(() => t.closeAll())
  }
  return table
}

export class SocketTable {
  private readonly sockets = new Map<number, LpcSocket>()
  /** The highest number given so far: one beyond it never was a socket. */
  private highest = -1

  constructor(private readonly world: World) {}

  /** A new socket, or an error number. */
  create(mode: number, owner: LpcObject, callbacks: Partial<Callbacks>): LpcSocket | number {
    if (this.sockets.size >= MAX_SOCKETS) return EE.SOCKET
    let mine = 0
    for (const s of this.sockets.values()) if (s.owner === owner) mine++
    if (mine >= MAX_SOCKETS_PER_OBJECT) return EE.SOCKET
    let fd = 0
    while (this.sockets.has(fd)) fd++
    this.highest = Math.max(this.highest, fd)
    const forget = (x: LpcSocket): void => {
      if (this.sockets.get(fd) === x) this.sockets.delete(fd)
    }
    const Kind = mode === Mode.DATAGRAM || mode === Mode.DATAGRAM_BINARY ? DatagramSocket : StreamSocket
    const s = new Kind(this.world, fd, mode, owner, callbacks, forget)
    this.sockets.set(fd, s)
    return s
  }

  /** The open socket of that number, or an error number. */
  find(fd: number): LpcSocket | number {
    if (fd < 0 || fd > this.highest) return EE.FDRANGE
    const s = this.sockets.get(fd)
    return s && s.state !== 'CLOSED' ? s : EE.BADF
  }

  /** Numbers that were ever used: they run from 0 to one less. */
  get size(): number {
    return this.highest + 1
  }

  all(): LpcSocket[] {
    return [...this.sockets.values()].sort((a, b) => a.fd - b.fd)
  }

  /** The socket `F`'s object may use for `operation`, or an error number. `about` is the address it is for. */
  use(F: Fiber, fd: number, operation: string, about: Address | null = null): LpcSocket | number {
    const s = this.find(fd)
    if (typeof s === 'number') return s
    if (s.owner !== F.self) return EE.SECURITY
    return this.permitted(F, operation, s, about ?? s.peer) ? s : EE.SECURITY
  }

  permitted(F: Fiber, operation: string, s: LpcSocket | null, about: Address | null): boolean {
    if (!this.world.config.network) return false
    const owner: Value = s && !s.owner.destructed ? s.owner : 0
    return allowed(this.world, F, 'valid_socket', [F.self, operation, [s?.fd ?? -1, owner, about?.host ?? 'N/A', about?.port ?? 0]], false)
  }

  died(ob: LpcObject): void {
    for (const s of this.all()) {
      if (s.owner === ob) s.close()
      if (s.offeredTo === ob) s.offeredTo = null
    }
  }

  closeAll(): void {
    for (const s of this.all()) s.close()
  }
}
