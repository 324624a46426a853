/**
 * Links over WebSockets: the `ws` package's sockets, and dialling out. For uWebSockets.js feed a PushLink.
 */
import type { WebSocket } from 'ws'
import type { Link } from './link.js'

export declare function wsLink(ws: WebSocket, name?: string): Link
/** Rejects with MeshError UNREACHABLE. */
export declare function dialWs(url: string, timeoutMs?: number): Promise<Link>
