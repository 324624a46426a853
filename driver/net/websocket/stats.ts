/** Counters of one web listener. They only grow, but `connections` (WebSockets open now). */
export interface WebStats {
  connections: number
  accepted: number
  refused: number
  requests: number
  protocolErrors: number
  linesTooLong: number
  bytesIn: number
  bytesOut: number
  outputLost: number
  gmcpLost: number
}

export function newWebStats(): WebStats {
  return { connections: 0, accepted: 0, refused: 0, requests: 0, protocolErrors: 0, linesTooLong: 0, bytesIn: 0, bytesOut: 0, outputLost: 0, gmcpLost: 0 }
}
