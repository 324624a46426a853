/** Counters of one listener, for metrics and status. They only grow, but `connections`. */
export interface TelnetStats {
  connections: number
  accepted: number
  refused: number
  protocolErrors: number
  linesTooLong: number
  bytesIn: number
  bytesOut: number
  /** Bytes of text dropped because a client did not read. */
  outputLost: number
  gmcpLost: number
}

export function newStats(): TelnetStats {
  return { connections: 0, accepted: 0, refused: 0, protocolErrors: 0, linesTooLong: 0, bytesIn: 0, bytesOut: 0, outputLost: 0, gmcpLost: 0 }
}
