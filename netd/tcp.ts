/**
 * Links over TCP and inherited descriptors, and the listener of Route A.
 */
import type { Socket } from 'node:net'
import type { Link } from './link.js'

export declare function socketLink(socket: Socket, name?: string): Link
/** Rejects with MeshError UNREACHABLE. */
export declare function dialTcp(host: string, port: number, timeoutMs?: number): Promise<Link>
/** An inherited, connected descriptor (a vault's only way out). */
export declare function descriptorLink(fd: number): Link

export interface TcpListener {
  readonly host: string
  readonly port: number
  close(): void
}
/** Listens on a random ephemeral port of exactly that address. Rejects wildcard, multicast and unknown addresses with MeshError BAD_ADDRESS. */
export declare function listenTcp(host: string, onSocket: (socket: Socket) => void, port?: number): Promise<TcpListener>
