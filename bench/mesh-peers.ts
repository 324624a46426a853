/**
 * Peers of a remote call: how many echoes of the same 64 bytes a second they do with so many in flight,
 * against another process on loopback. What is not on this machine is left out, with a word.
 */
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import * as grpc from '@grpc/grpc-js'
import { newWebSocketRpcSession } from 'capnweb'
import { WebSocket } from 'ws'
import { ECHO_SERVICE, NatsConnection } from './mesh-wires.js'

export const TEXT = 'x'.repeat(64)

export interface Peer {
  readonly name: string
  /** Calls a second. */
  rate(depth: number, ms: number): Promise<number>
}

export interface Peers {
  readonly list: readonly Peer[]
  readonly skipped: readonly string[]
  close(): void
}

/** Keeps `depth` calls going for `ms`; `one` makes a call. */
async function pace(depth: number, ms: number, one: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  let n = 0
  const loop = async (): Promise<void> => {
    while (performance.now() - from < ms) {
      await one()
      n++
    }
  }
  await Promise.all(Array.from({ length: depth }, loop))
  return (n * 1000) / (performance.now() - from)
}

function echoes(ws: WebSocket, depth: number, ms: number): Promise<number> {
  return new Promise((done) => {
    const from = performance.now()
    const message = Buffer.from(TEXT)
    let n = 0
    let running = depth
    const on = (): void => {
      n++
      if (performance.now() - from < ms) return ws.send(message)
      if (--running > 0) return
      ws.off('message', on)
      done((n * 1000) / (performance.now() - from))
    }
    ws.on('message', on)
    for (let i = 0; i < depth; i++) ws.send(message)
  })
}

export async function openPeers(): Promise<Peers> {
  const skipped: string[] = []
  const children: ChildProcess[] = []
  const closers: Array<() => void> = []
  const nats = await natsServer(children)
  if (nats === 0) skipped.push('NATS: no nats-server on PATH')
  const child = fork(new URL('./mesh-peer-server.js', import.meta.url).pathname)
  children.push(child)
  child.send(nats)
  const [ports] = (await once(child, 'message')) as [{ uws: number; capnweb: number; grpc: number }]
  const list: Peer[] = []

  const ws = new WebSocket(`ws://127.0.0.1:${ports.uws}`, { perMessageDeflate: false })
  await once(ws, 'open')
  closers.push(() => ws.terminate())
  list.push({ name: 'raw uWS echo', rate: (depth, ms) => echoes(ws, depth, ms) })

  Object.assign(globalThis, { WebSocket })
  const carrier = new WebSocket(`ws://127.0.0.1:${ports.capnweb}`, { perMessageDeflate: false })
  await once(carrier, 'open')
  const stub = newWebSocketRpcSession<{ echo(s: string): string }>(carrier as never)
  closers.push(() => carrier.terminate())
  list.push({ name: 'capnweb', rate: (depth, ms) => pace(depth, ms, async () => stub.echo(TEXT)) })

  const client = new (grpc.makeGenericClientConstructor(ECHO_SERVICE, 'Echo'))(`127.0.0.1:${ports.grpc}`, grpc.credentials.createInsecure()) as unknown as grpc.Client & { echo(b: Buffer, done: (e: Error | null) => void): void }
  const body = Buffer.from(TEXT)
  closers.push(() => client.close())
  list.push({ name: 'grpc-js', rate: (depth, ms) => pace(depth, ms, () => new Promise<void>((done, fail) => client.echo(body, (e) => (e ? fail(e) : done())))) })

  if (nats > 0) {
    const waiting = new Map<string, () => void>()
    let serial = 0
    const c = new NatsConnection(nats, (subject) => {
      waiting.get(subject)?.()
      waiting.delete(subject)
    })
    c.subscribe('inbox.*')
    closers.push(() => c.close())
    list.push({
      name: 'NATS (raw protocol)',
      rate: (depth, ms) => pace(depth, ms, () => new Promise<void>((done) => {
        const inbox = `inbox.${++serial}`
        waiting.set(inbox, done)
        c.publish('echo', inbox, body)
      })),
    })
  }
  const erlang = await erlangPeer(children)
  if (erlang === null) skipped.push('Erlang: no erl on PATH')
  else list.push(erlang)
  return {
    list, skipped,
    close() {
      for (const close of closers) close()
      for (const c of children.reverse()) c.kill()
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/** Resolves with false when there is no such program. */
function started(child: ChildProcess): Promise<boolean> {
  return new Promise((done) => {
    child.once('spawn', () => done(true))
    child.once('error', () => done(false))
  })
}

/** Its port; 0 without the program. */
async function natsServer(children: ChildProcess[]): Promise<number> {
  const port = await freePort()
  const child = spawn('nats-server', ['-a', '127.0.0.1', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] })
  if (!(await started(child))) return 0
  children.push(child)
  for await (const line of createInterface({ input: child.stderr! })) if (/Server is ready/.test(line)) break
  child.stderr!.resume()
  return port
}

/** A line `depth ms` on standard input is answered by the calls of erpc:call/4 a second. */
const ERLANG_CLIENT = `
Server = list_to_atom("bench_server@127.0.0.1"),
Body = binary:copy(<<"x">>, 64),
One = fun One(End, N) -> case erlang:monotonic_time(millisecond) < End of true -> Body = erpc:call(Server, erlang, iolist_to_binary, [Body]), One(End, N + 1); false -> N end end,
Rate = fun(Depth, Ms) -> Me = self(), T0 = erlang:monotonic_time(microsecond), End = erlang:monotonic_time(millisecond) + Ms,
  [spawn_link(fun() -> Me ! {done, One(End, 0)} end) || _ <- lists:seq(1, Depth)],
  N = lists:sum([receive {done, X} -> X end || _ <- lists:seq(1, Depth)]), round(N * 1000000 / (erlang:monotonic_time(microsecond) - T0)) end,
Loop = fun Loop() -> case io:get_line("") of eof -> halt(); Line -> [D, Ms] = [list_to_integer(X) || X <- string:lexemes(string:trim(Line), " ")], io:format("~p~n", [Rate(D, Ms)]), Loop() end end,
Loop().`

async function erlangPeer(children: ChildProcess[]): Promise<Peer | null> {
  const epmd = String(await freePort())
  // Nothing of it may listen anywhere but on loopback.
  const env = { ...process.env, ERL_EPMD_ADDRESS: '127.0.0.1', ERL_EPMD_PORT: epmd }
  // Its own child, in the foreground: one that erl starts stays for ever.
  const mapper = spawn('epmd', ['-address', '127.0.0.1', '-port', epmd], { stdio: 'ignore' })
  if (!(await started(mapper))) return null
  children.push(mapper)
  const common = ['-noshell', '-start_epmd', 'false', '-setcookie', 'bench', '-kernel', 'inet_dist_use_interface', '{127,0,0,1}']
  const server = spawn('erl', [...common, '-name', 'bench_server@127.0.0.1', '-eval', 'io:format("ready~n").'], { env, stdio: ['pipe', 'pipe', 'ignore'] })
  if (!(await started(server))) return null
  children.push(server)
  for await (const line of createInterface({ input: server.stdout! })) if (line === 'ready') break
  const client = spawn('erl', [...common, '-name', 'bench_client@127.0.0.1', '-eval', ERLANG_CLIENT], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(client)
  const lines = createInterface({ input: client.stdout! })[Symbol.asyncIterator]()
  return {
    name: 'Erlang erpc:call',
    async rate(depth, ms) {
      client.stdin!.write(`${depth} ${ms}\n`)
      return Number((await lines.next()).value)
    },
  }
}
