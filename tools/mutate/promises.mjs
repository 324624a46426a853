// Each promise of the mesh (docs/design.md), broken once: `find` in `file` becomes `put`, and the test
// must fail. A text that is no longer there is a fault of this list, and said.

const WIRE = 'netd/wire.ts'
const TALK = 'netd/conversation.ts'
const CALLING = 'netd/calling.ts'
const SERVING = 'netd/serving.ts'
const TICKET = 'netd/ticket.ts'
const CLIENT = 'vaultd/client.ts'

const anything = { file: 'vaultd/promises', test: 'anything: every call ends once' }
const order = { file: 'vaultd/promises', test: 'calls from one object to one worker arrive in order' }
const drops = { file: 'vaultd/promises', test: 'the connection drops' }
const nodeDies = { file: 'vaultd/promises', test: "the worker's node dies" }
const coreDies = { file: 'vaultd/promises', test: 'the Core dies' }
const floods = { file: 'vaultd/promises', test: 'one side floods' }
const resets = { file: 'vaultd/failover', test: 'A → B → A by resets' }
const linksDown = { file: 'vaultd/netns', test: 'A → B → A with links down' }
const driverDies = { file: 'vaultd/death', test: 'the driver dies' }
const noCore = { file: 'vaultd/core', test: 'no Core, no caller' }
const ticket = { file: 'netd/session', test: 'tickets: forged' }
const everyBit = { file: 'netd/session', test: 'every bit of a ticket counts' }
const counted = { file: 'vaultd/ticket', test: 'a ticket opens its worker once' }
const tooDeep = { file: 'netd/session', test: 'a chain that goes round' }
const sameChain = { file: 'netd/session', test: 'objects given away are called back' }
const overloaded = { file: 'netd/session', test: 'a caller that floods' }
const ciphertext = { file: 'vaultd/relay', test: 'relay_only: a worker without a port' }
const carrier = { file: 'netd/seal', test: 'mutated records' }
const routeA = { file: 'vaultd/netns', test: 'Route A' }
const simulated = { file: 'netd/simulation', test: '' }

/** The sender sends again what has arrived, and the receiver does not look. */
const twice = { find: 'if (++this.position <= this.received) return', put: '++this.position', and: [{ in: WIRE, find: '    this.forget(peerReceived)\n', put: '' }] }

/** `row` is the table's; `what` is broken by the edit. */
export default [
  { row: 'anything', what: 'a call that gives up is told again by its answer', in: 'netd/outgoing.ts', find: "    this.remove(call)\n    const failed = this.failure(call, code, message)", put: '    const failed = this.failure(call, code, message)', by: anything },
  { row: 'anything', what: 'a frame that arrives twice runs twice', in: WIRE, ...twice, by: anything },
  { row: 'anything', what: 'a call that was sent says NOT_SENT', in: 'netd/outgoing.ts', find: "this.isWritten(call.sequence) ? 'UNKNOWN' : 'NOT_SENT'", put: "'NOT_SENT'", by: anything },
  { row: 'anything', what: 'deadlines are not looked at', in: 'netd/outgoing.ts', find: 'if (call.deadline <= now) late.push(call.id)', put: 'if (call.deadline <= now - 1e6) late.push(call.id)', by: anything },
  { row: 'order', what: 'every seventh call starts a turn later', in: SERVING, find: '    const callee = (f.flags & CallFlag.ON_RESULT) === 0 ?', put: '    if (f.call % 7 === 0 && !(f as { late?: true }).late) return void setImmediate(() => this.incoming({ ...f, method, methodId: 0, late: true } as CallFrame))\n    const callee = (f.flags & CallFlag.ON_RESULT) === 0 ?', by: order },
  { row: 'order', what: 'destruct does not wait for the answers before it', in: TALK, find: '      this.wire.flush()\n      this.awaitGoodbye()\n', put: "      this.wire.flush()\n      this.close('DESTRUCTED', 'at once')\n", by: order },
  { row: 'the connection drops', what: 'a session does not reconnect', in: CLIENT, find: ', redial: () => this.#redial(claims) })', put: ' })', by: drops },
  { row: 'the connection drops', what: 'what was not acknowledged is not sent again', in: WIRE, find: 'for (const batch of this.kept) {', put: 'for (const batch of [] as Batch[]) {', by: drops },
  { row: 'the connection drops', what: 'there is no other route', in: CLIENT, find: 'return await dialRoutes(claims.routes, (route)', put: 'return await dialRoutes(claims.routes.slice(0, 1), (route)', by: resets },
  { row: 'the connection drops', what: 'silence is noticed at the end of the lease only', in: 'netd/limits.ts', find: 'export const SUSPECT_SHARE = 0.6', put: 'export const SUSPECT_SHARE = 2', by: linksDown },
  { row: 'the node dies', what: 'a refusal is not taken for an end', in: CLIENT, find: 'const gone = refused &&', put: 'const gone = false && refused &&', by: nodeDies },
  { row: 'the node dies', what: 'silence has no end', in: WIRE, find: 'if (now - this.heard >= this.lease) {', put: 'if (now - this.heard >= this.lease * 10) {', by: nodeDies },
  { row: 'the node dies', what: 'the text does not name the node', in: 'netd/session.ts', find: 'label: options.label ?? `Worker (node ${ticket.node})`', put: "label: options.label ?? 'Worker'", and: [{ in: CLIENT, find: 'Worker lost (node ${node})', put: 'Worker lost' }], by: nodeDies },
  { row: 'the caller dies', what: 'neither the node nor the worker watches the lease', in: 'vaultd/agent.ts', find: 'else if (now - worker.port.lastHeard > worker.order.lease)', put: 'else if (now - worker.port.lastHeard > 1e9)', and: [{ in: 'vaultd/guest.ts', find: 'if (destructed || owners().length === 0)', put: 'if (destructed)' }], by: driverDies },
  { row: 'the caller dies', what: 'the same, without a Core', in: 'vaultd/agent.ts', find: 'else if (now - worker.port.lastHeard > worker.order.lease)', put: 'else if (this.uplink.up && now - worker.port.lastHeard > worker.order.lease)', by: noCore },
  { row: 'the Core dies', what: 'a node ends its workers when it loses the Core', in: 'vaultd/agent.ts', find: 'onPeer: (peer) => this.#join(peer),', put: "onPeer: (peer) => this.#join(peer), onDown: () => { for (const w of this.#workers.values()) void this.#end(w, 'no Core') },", by: coreDies },
  { row: 'the Core dies', what: 'a clone waits for the Core to come back', in: 'vaultd/uplink.ts', find: "    this.#peer = null\n    this.#why = reason\n", put: '    this.#why = reason\n', by: coreDies },
  { row: 'the Core dies', what: 'the registry keeps what no longer runs', in: 'vaultd/core.ts', find: 'if (!really.has(`${w.id}/${w.incarnation}`)) this.#ended', put: 'if (false as boolean) this.#ended', by: coreDies },
  { row: 'a ticket', what: 'a ticket works twice', in: TICKET, find: 'if (redeemed.has(id)) return false', put: '', by: ticket },
  { row: 'a ticket', what: 'the signature is not looked at', in: TICKET, find: 'if (!verify(Buffer.concat', put: 'if (false && !verify(Buffer.concat', by: everyBit },
  { row: 'a ticket', what: 'it does not expire', in: TICKET, find: 'if (expected.now > claims.expiresAt)', put: 'if (expected.now > claims.expiresAt + 1e12)', by: ticket },
  { row: 'a ticket', what: 'anybody may use it', in: TICKET, find: 'if (!sameBytes(claims.callerKey, expected.callerKey))', put: 'if (false as boolean)', by: ticket },
  { row: 'a ticket', what: 'a refusal is not told to the Core', in: 'vaultd/guest.ts', find: "onRefused: (code, detail) => port.send({ type: 'REFUSED', code, detail: detail.slice(0, 200) }),", put: '', by: counted },
  { row: 'A calls B calls A', what: 'a chain is not counted', in: 'netd/chains.ts', find: 'return this.running.get(chain)?.depth ?? 0', put: 'return 0', by: tooDeep },
  { row: 'A calls B calls A', what: 'a worker that waits answers nobody', in: SERVING, find: "    if (f.depth > MAX_CALL_DEPTH) return failure('TOO_DEEP'", put: "    if (f.depth > 1) return failure('TOO_DEEP'", by: sameChain },
  { row: 'one side floods', what: 'the flooder is never told', in: CALLING, find: 'if (this.outgoing.size >= this.side.peerInFlight) return', put: 'if (this.outgoing.size >= 1e9) return', by: overloaded },
  { row: 'one side floods', what: 'data is written as fast as it comes: control frames queue behind it', in: 'netd/limits.ts', find: 'export const BULK_WINDOW = 1024 * 1024', put: 'export const BULK_WINDOW = 1024 * 1024 * 1024', by: floods },
  { row: 'the relay looks', what: 'what is sealed can be read', in: 'netd/seal.ts', find: '    if (b.length > 0) cipher.update(b).copy(out, 4 + a.length)\n', put: '    if (b.length > 0) cipher.update(b), Buffer.from(b).copy(out, 4 + a.length)\n', and: [{ in: 'netd/seal.ts', find: '    const plain = decipher.update(record.subarray(0, n))\n', put: '    const plain = Buffer.from(record.subarray(0, n))\n' }, { in: 'netd/seal.ts', find: '      return null\n    }\n    return plain', put: '    }\n    return plain' }], by: ciphertext },
  { row: 'the relay looks', what: 'what was changed on the way is taken', in: 'netd/seal.ts', find: '    try {\n      decipher.final()\n    } catch {\n      return null\n    }\n', put: '', by: carrier },

  { row: 'Route A', what: 'it listens on every address', in: 'netd/tcp.ts', find: 'server.listen({ host, port, exclusive: true }', put: "server.listen({ host: '0.0.0.0', port, exclusive: true }", by: routeA },
  { row: 'Route A', what: 'peers of other networks are taken', in: 'vaultd/listener.ts', find: "!this.#inside(socket.remoteAddress ?? '')", put: 'false', by: routeA },
  { row: 'Route A', what: 'it goes on listening when the address is gone', in: 'vaultd/listener.ts', find: '        entry.close()\n        entry.vanished()', put: '        entry.vanished()', by: routeA },

  { row: 'simulator', what: 'a frame that arrives twice runs twice', in: WIRE, ...twice, by: simulated },
  { row: 'simulator', what: 'what was not acknowledged is not sent again', in: WIRE, find: 'for (const batch of this.kept) {', put: 'for (const batch of [] as Batch[]) {', by: simulated },
  { row: 'simulator', what: 'a call that was sent says NOT_SENT', in: 'netd/outgoing.ts', find: "this.isWritten(call.sequence) ? 'UNKNOWN' : 'NOT_SENT'", put: "'NOT_SENT'", by: simulated },
  { row: 'simulator', what: 'deadlines are not looked at', in: 'netd/outgoing.ts', find: 'if (call.deadline <= now) late.push(call.id)', put: 'if (call.deadline <= now - 1e6) late.push(call.id)', by: simulated },
  { row: 'simulator', what: 'silence has no end', in: WIRE, find: 'if (now - this.heard >= this.lease) {', put: 'if (now - this.heard >= this.lease * 1e3) {', by: simulated },
  { row: 'simulator', what: 'a call that is taken back runs all the same', in: CALLING, find: '    else this.side.wire.withdraw(call.sequence)\n', put: '', by: simulated },
]
