/**
 * A bad road for datagrams: what comes in on either side goes out on the other late, in another
 * order, or not at all, as told. Under a WireGuard link it is a network that loses and delays
 * packets, without the help of the kernel.
 */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

export interface Manners {
  /** Share of the packets that get lost. */
  loss: number
  /** Each is late by this (ms) … */
  delay: number
  /** … and up to so much more, so that they overtake each other. */
  jitter: number
  /** Nothing passes from `a` to `b`, or back. */
  cut: { aToB: boolean; bToA: boolean }
}

export interface UdpPath {
  readonly manners: Manners
  /** Ports at which each side meets the road. */
  readonly portA: number
  readonly portB: number
  readonly lost: number
  readonly passed: number
  close(): void
}

/** Where the peers listen is learnt from what they send; `b` may be told beforehand. */
export async function udpPath(hostA: string, hostB: string): Promise<UdpPath> {
  const manners: Manners = { loss: 0, delay: 0, jitter: 0, cut: { aToB: false, bToA: false } }
  const ends = await Promise.all([hostA, hostB].map(async (host) => {
    const socket = createSocket('udp4')
    socket.on('error', () => {})
    socket.bind(0, host)
    await once(socket, 'listening')
    return { socket, peer: null as { address: string; port: number } | null }
  }))
  let lost = 0
  let passed = 0
  // The same drops in every run.
  let state = 1
  const random = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return state / 4_294_967_296
  }
  ends.forEach((end, i) => end.socket.on('message', (bytes, from) => {
    end.peer = from
    const to = ends[1 - i]
    const cut = i === 0 ? manners.cut.aToB : manners.cut.bToA
    if (cut || random() < manners.loss || to.peer === null) return void lost++
    passed++
    const { address, port } = to.peer
    const send = (): void => to.socket.send(bytes, port, address, () => {})
    const late = manners.delay + random() * manners.jitter
    if (late > 0) setTimeout(send, late)
    else send()
  }))
  const portOf = (s: Socket): number => (s.address() as AddressInfo).port
  return {
    manners, portA: portOf(ends[0].socket), portB: portOf(ends[1].socket),
    get lost() { return lost },
    get passed() { return passed },
    close() {
      for (const { socket } of ends) socket.close()
    },
  }
}
