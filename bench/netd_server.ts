/**
 * The other process of bench/netd.ts: a raw uWebSockets.js echo, and a worker's acceptor whose
 * object 0 echoes. Talks to its parent over IPC; ends with it.
 */
import uWS from 'uWebSockets.js'
import { keyFromText } from '../netd/keys.js'
import { generateKeyPair, keyToText } from '../netd/keys.js'
import { createAcceptor } from '../netd/session.js'
import { listenTcp, socketLink } from '../netd/tcp.js'
import { memoryJtiStore } from '../netd/ticket.js'

process.on('disconnect', () => process.exit(0))
process.once('message', (core: string) => void serve(keyFromText(core)))

async function serve(corePublicKey: Uint8Array): Promise<void> {
  const workerKeys = generateKeyPair()
  const acceptor = createAcceptor({
    workerKeys, corePublicKey, worker: 'bench', incarnation: 1, bootEpoch: 'bench', jtiStore: memoryJtiStore(),
    bootstrap: { call: (_method, args, _context, done) => done(null, args[0]) },
  })
  const listener = await listenTcp('127.0.0.1', (socket) => acceptor.accept(socketLink(socket)))
  uWS.App()
    .ws('/*', { maxPayloadLength: 1 << 20, message: (ws, message, isBinary) => void ws.send(message, isBinary) })
    .listen('127.0.0.1', 0, (token) => {
      if (!token) process.exit(1)
      process.send!({ workerKey: keyToText(workerKeys.publicKey), port: listener.port, echo: uWS.us_socket_local_port(token) })
    })
}
