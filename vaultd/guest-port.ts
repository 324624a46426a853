/**
 * The worker's end of the descriptor: control messages to and from the agent, and each byte
 * channel as a netd Link. When the descriptor closes the process ends at once: a worker without
 * an agent must not exist.
 */
import { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { PushLink } from '../netd/link.js'
import { CHANNEL_WINDOW } from './limits.js'
import { Mux, type Channel, type Message } from './mux.js'

export interface GuestPortHandlers {
  control(message: Message): void
  link(link: PushLink, channel: number): void
}

export interface GuestPort {
  send(message: Message): void
  /** The next channel of that number is one that this side asked for: `fn` gets it instead of the handler, with a name that begins so. */
  expect(channel: number, kind: 'tcp' | 'relay', fn: (link: PushLink) => void): void
  /** Calls `fn` when all that was sent to callers has left this process, or after `ms`. */
  whenFlushed(fn: () => void, ms: number): void
}

/** Opens the inherited descriptor. Never returns control to a process whose agent is gone. */
export function openGuestPort(fd: number, handlers: GuestPortHandlers): GuestPort {
  const stream = process.env.HAUKI_PORT === 'stdio' ? standardStreams() : new Socket({ fd, readable: true, writable: true })
  const expected = new Map<number, { readonly kind: string; readonly fn: (link: PushLink) => void }>()
  const mux = new Mux(stream, {
    control: handlers.control,
    open(channel) {
      const ours = expected.get(channel.id)
      expected.delete(channel.id)
      if (ours === undefined) handlers.link(linkOf(channel, `channel ${channel.id}`), channel.id)
      else ours.fn(linkOf(channel, `${ours.kind} channel ${channel.id}`))
    },
    close: (error) => process.exit(error === null ? 0 : 70),
  })
  return { send: (m) => mux.send(m), whenFlushed: (fn, ms) => mux.whenFlushed(fn, ms), expect: (channel, kind, fn) => void expected.set(channel, { kind, fn }) }
}

/** Where no descriptor can be handed in (a container started through an API) standard input and output are the port, and what is printed goes to standard error. */
function standardStreams(): Duplex {
  const stream = Duplex.from({ readable: process.stdin, writable: process.stdout }) as Duplex
  Object.defineProperty(process, 'stdout', { value: process.stderr })
  return stream
}

function linkOf(channel: Channel, name: string): PushLink {
  const link = new PushLink(name, {
    send: (bytes) => void channel.write(bytes),
    close: () => channel.close(),
    buffered: () => channel.queuedBytes,
  }, CHANNEL_WINDOW)
  channel.handlers = {
    data(bytes) {
      link.push(bytes)
      channel.consumed(bytes.length)
    },
    drain() {},
    close: () => link.closed('the connection ended'),
  }
  return link
}
