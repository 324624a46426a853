/**
 * Route A's listeners: one TCP port per worker, on the address of one named interface and
 * nothing else. Connections from outside that interface's network are refused (Linux answers
 * for an address on every interface), and when the interface loses the address the listener
 * closes; it opens again on the same port when the address is back.
 */
import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { isIPv4, SocketAddress, BlockList } from 'node:net'
import { networkInterfaces } from 'node:os'
import { listenTcp, type TcpListener } from '../netd/tcp.js'
import { VaultError } from './errors.js'
import type { Log } from './log.js'

/** How often the interface is looked at (ms); 40 µs each. A vanished one is closed within a second. */
const WATCH_EVERY = 500

/** An interface that is there may be without an address for so long (ms) when an agent starts … */
const ADDRESS_TIMEOUT = 5_000
/** … and is looked at so often (ms). */
const ADDRESS_AGAIN = 50

export interface Bound {
  readonly interface: string
  readonly address: string
  /** `127.0.0.1/8` */
  readonly cidr: string
}

/**
 * The first IPv4 (else IPv6, not link-local) address of an interface.
 * Throws INTERFACE when there is none: never falls back to another.
 */
export function addressOf(name: string, all = networkInterfaces()): Bound {
  const addresses = all[name]
  if (addresses === undefined) throw new VaultError('INTERFACE', `there is no interface "${name}" (there are: ${Object.keys(all).join(', ')}). Set node.interface`)
  const fit = addresses.find((a) => a.family === 'IPv4') ?? addresses.find((a) => a.family === 'IPv6' && !a.address.startsWith('fe80'))
  if (fit === undefined || fit.cidr === null || /^(0\.0\.0\.0|::|::ffff:.*)$/.test(fit.address)) throw new VaultError('INTERFACE', `interface "${name}" has no usable address. Set node.interface`)
  return { interface: name, address: fit.address, cidr: fit.cidr }
}

/**
 * As addressOf(), but an interface that is there and has no address yet, or no carrier (the kernel tells
 * of that up to a second late), is waited for. Throws INTERFACE.
 */
export async function addressComes(name: string, log: Log, interfaces: typeof networkInterfaces = networkInterfaces): Promise<Bound> {
  const end = performance.now() + ADDRESS_TIMEOUT
  for (let told = false; ; told = true) {
    try {
      return addressOf(name, interfaces())
    } catch (e) {
      if (!existsSync(`/sys/class/net/${name}`) || performance.now() > end) throw e
    }
    if (!told) log.info({ interface: name }, 'waiting for the interface to be up and have its address')
    await new Promise((later) => setTimeout(later, ADDRESS_AGAIN))
  }
}

/** Is the address inside the interface's network? */
export function insideOf(bound: Bound): (remote: string) => boolean {
  const [, bits] = bound.cidr.split('/')
  const family = isIPv4(bound.address) ? 'ipv4' : 'ipv6'
  const net = new BlockList()
  net.addSubnet(bound.address, Number(bits), family)
  return (remote) => {
    try {
      return net.check(new SocketAddress({ address: remote, family }))
    } catch {
      return false
    }
  }
}

export interface RouteA {
  readonly host: string
  readonly port: number
  close(): void
}

/** All Route A listeners of one agent. */
export class Listeners {
  readonly bound: Bound
  readonly #inside: (remote: string) => boolean
  readonly #open = new Set<Entry>()
  readonly #timer: NodeJS.Timeout
  /** Does the interface have its address now? */
  up = true
  #blind = false
  /** Connections refused because they came from elsewhere. */
  refused = 0

  /** @param interfaces for tests: what the machine's interfaces are. */
  constructor(interfaceName: string, readonly log: Log, readonly interfaces: typeof networkInterfaces = networkInterfaces) {
    this.bound = addressOf(interfaceName, interfaces())
    this.#inside = insideOf(this.bound)
    this.#timer = setInterval(() => this.#watch(), WATCH_EVERY)
    this.#timer.unref()
  }

  /** Opens a random port. `vanished` runs when the interface goes: sessions over it must end. */
  async open(onSocket: (socket: Socket) => void, vanished: () => void): Promise<RouteA> {
    if (!this.up) throw new VaultError('INTERFACE', `interface "${this.bound.interface}" is down`, { retryable: true })
    const entry = new Entry(this, onSocket, vanished)
    await entry.listen(0)
    this.#open.add(entry)
    return { host: this.bound.address, port: entry.port, close: () => { this.#open.delete(entry); entry.close() } }
  }

  get count(): number {
    return this.#open.size
  }

  accept(socket: Socket, onSocket: (socket: Socket) => void): void {
    if (socket.localAddress !== this.bound.address || !this.#inside(socket.remoteAddress ?? '')) {
      this.refused++
      this.log.warn({ remote: socket.remoteAddress }, 'refused a connection from outside the interface')
      socket.destroy()
      return
    }
    onSocket(socket)
  }

  #watch(): void {
    let all: ReturnType<typeof networkInterfaces>
    try {
      all = this.interfaces()
      this.#blind = false
    } catch (e) {
      // The system could not be asked (no descriptors left, say): that is no reason to hang up on anybody.
      if (!this.#blind) this.log.warn({ interface: this.bound.interface, error: String(e) }, 'cannot see whether the interface has its address')
      this.#blind = true
      return
    }
    let up = false
    try {
      up = addressOf(this.bound.interface, all).address === this.bound.address
    } catch {
      // not there
    }
    if (up === this.up) return
    this.up = up
    if (up) {
      this.log.info({ interface: this.bound.interface }, 'the interface is back')
      for (const entry of this.#open) {
        entry.listen(entry.port).catch((e) => this.log.error({ port: entry.port, error: String(e) }, 'cannot open the listener again'))
      }
    } else {
      this.log.error({ interface: this.bound.interface, address: this.bound.address }, 'the interface has lost its address: listeners closed')
      for (const entry of this.#open) {
        entry.close()
        entry.vanished()
      }
    }
  }

  close(): void {
    clearInterval(this.#timer)
    for (const entry of this.#open) entry.close()
    this.#open.clear()
  }
}

class Entry {
  #listener: TcpListener | null = null
  port = 0

  constructor(readonly owner: Listeners, readonly onSocket: (socket: Socket) => void, readonly vanished: () => void) {}

  async listen(port: number): Promise<void> {
    this.#listener = await listenTcp(this.owner.bound.address, (socket) => this.owner.accept(socket, this.onSocket), port)
    this.port = this.#listener.port
  }

  close(): void {
    this.#listener?.close()
    this.#listener = null
  }
}
