/**
 * The other process of the peers in bench/mesh-peers.ts: one echo each over uWebSockets.js, capnweb,
 * grpc-js, and as a NATS responder. Tells its ports to the parent and ends with it.
 */
import type { AddressInfo } from 'node:net'
import * as grpc from '@grpc/grpc-js'
import { newWebSocketRpcSession, RpcTarget } from 'capnweb'
import uWS from 'uWebSockets.js'
import { WebSocket, WebSocketServer } from 'ws'
import { ECHO_SERVICE, NatsConnection } from './mesh-wires.js'

class Echo extends RpcTarget {
  echo(s: string): string {
    return s
  }
}

process.on('disconnect', () => process.exit(0))
process.once('message', (nats: number) => void serve(nats))

async function serve(nats: number): Promise<void> {
  // capnweb asks for the browser's.
  Object.assign(globalThis, { WebSocket })
  const capnweb = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  capnweb.on('connection', (ws) => void newWebSocketRpcSession(ws as never, new Echo()))
  await new Promise((done) => capnweb.once('listening', done))
  const server = new grpc.Server()
  server.addService(ECHO_SERVICE, { echo: (call: grpc.ServerUnaryCall<Buffer, Buffer>, done: grpc.sendUnaryData<Buffer>) => done(null, call.request) })
  const grpcPort = await new Promise<number>((done, fail) => server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (e, port) => (e ? fail(e) : done(port))))
  if (nats > 0) {
    const c: NatsConnection = new NatsConnection(nats, (_subject, reply, body) => c.publish(reply, '', body))
    c.subscribe('echo')
  }
  uWS.App()
    .ws('/*', { maxPayloadLength: 1 << 20, message: (ws, message, isBinary) => void ws.send(message, isBinary) })
    .listen('127.0.0.1', 0, (token) => {
      if (!token) process.exit(1)
      process.send!({ uws: uWS.us_socket_local_port(token), capnweb: (capnweb.address() as AddressInfo).port, grpc: grpcPort })
    })
}
