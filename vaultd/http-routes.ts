/**
 * What the Core answers over HTTP: a table of routes, each described in docs/openapi.yaml (a test
 * compares). Not for: the port itself, bodies and headers (http.ts), WebSockets (relay-port.ts).
 */
import { encodeValue } from '../netd/codec.js'
import { keyFromText } from '../netd/keys.js'
import { MAX_DEADLINE } from '../netd/limits.js'
import { workerStatus, type Core } from './core.js'
import { VaultError } from './errors.js'
import { jsonRpc } from './jsonrpc.js'
import { DEFAULT_LEASE } from './limits.js'
import type { Role } from './registry.js'
import { spawn } from './spawn.js'
import { readSpawn } from './swarm.js'

export interface HttpCall {
  readonly core: Core
  /** What stood for `{…}` in the path. */
  readonly param: string
  readonly query: URLSearchParams
  readonly body: string
  /** Showed the api token. */
  readonly operator: boolean
  /** The Authorization header. */
  readonly authorization: string
}

export interface Reply {
  readonly status: string
  readonly type: string
  readonly body: string
}

export interface HttpRoute {
  readonly method: 'get' | 'post' | 'del'
  /** As in OpenAPI: `{worker}`. */
  readonly path: string
  /** Needs the api token. `own`: the handler looks itself. */
  readonly auth: 'none' | 'token' | 'own'
  run(call: HttpCall): Reply | Promise<Reply>
}

const json = (status: string, value: unknown): Reply => ({ status, type: 'application/json', body: `${JSON.stringify(value)}\n` })
const ok = (value: unknown): Reply => json('200 OK', value)

const open = (path: string, body: (core: Core) => unknown): HttpRoute => ({ method: 'get', path, auth: 'none', run: ({ core }) => ok(body(core)) })

export const ROUTES: readonly HttpRoute[] = [
  open('/healthz', (core) => ({ ok: true, nodes: core.nodes.size })),
  {
    method: 'get', path: '/metrics', auth: 'none',
    run: async ({ core }) => ({ status: '200 OK', type: core.metrics.registry.contentType, body: await core.metrics.registry.metrics() }),
  },
  open('/api/v2/swarm/nodes', (core) => core.status().nodes),
  open('/api/v2/swarm/workers', (core) => core.registry.workers().map(workerStatus)),
  open('/api/v2/swarm/vaults', (core) => core.registry.running().map((w) => ({ vault: w.vault, node: w.node, isolation: w.isolation, worker: w.id, incarnation: w.incarnation }))),
  { method: 'post', path: '/api/v2/swarm/spawn', auth: 'token', run: async ({ core, body }) => json('201 Created', await spawnByHttp(core, record(body))) },
  { method: 'get', path: '/api/v2/swarm/members', auth: 'token', run: ({ core }) => ok(core.members()) },
  { method: 'get', path: '/api/v2/swarm/events', auth: 'token', run: ({ core, query }) => ok(core.registry.events(Math.max(0, Number(query.get('after')) || 0))) },
  { method: 'post', path: '/api/v2/swarm/invites', auth: 'token', run: ({ core, body }) => json('201 Created', { invite: core.invite(role(record(body).role)) }) },
  {
    method: 'post', path: '/api/v2/swarm/nodes/{node}/drain', auth: 'token',
    run: ({ core, param, body }) => ok({ node: param, drained: core.drain(param, body === '' || drain(record(body))) }),
  },
  {
    method: 'post', path: '/api/v2/swarm/members/{name}/revoke', auth: 'token',
    run: async ({ core, param, query }) => ok(await core.revoke(role(query.get('role') ?? 'node'), param)),
  },
  { method: 'post', path: '/api/v2/ephemeral/{worker}', auth: 'own', run: callWorker },
  {
    method: 'del', path: '/api/v2/ephemeral/{worker}', auth: 'own',
    async run(call) {
      await sessionOf(call)
      const { id, incarnation } = call.core.relay.running(call.param)
      await call.core.kill({ worker: id, incarnation }, null)
      return ok({ worker: id, ended: true })
    },
  },
]

function record(body: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    throw new VaultError('BAD_REQUEST', 'the body is not JSON')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new VaultError('BAD_REQUEST', 'the body must be a JSON object')
  return value as Record<string, unknown>
}

function role(v: unknown): Role {
  if (v !== 'node' && v !== 'driver') throw new VaultError('BAD_REQUEST', 'role must be "node" or "driver"')
  return v
}

/** `{"drain": false}` takes it back. */
function drain({ drain = true }: Record<string, unknown>): boolean {
  if (typeof drain !== 'boolean') throw new VaultError('BAD_REQUEST', 'drain must be true or false')
  return drain
}

/** What a spawn by HTTP may ask for; a driver's has more. */
const SPAWN_KEYS = ['pointer', 'text', 'caller', 'routing', 'requires', 'node', 'memory', 'cpu', 'ttl', 'lease', 'timeout', 'isolation']

/**
 * `{pointer | text, caller?, requires?, node?, memory?, cpu?, ttl?, lease?, timeout?, isolation?, routing?}` → worker and ticket.
 * With `caller` (a public key in hex) the ticket is for its holder, who must come within the lease. Without, the Core
 * redeems it at once, and whoever sends it as `Authorization: Ticket …` may call the worker by JSON-RPC.
 */
async function spawnByHttp(core: Core, request: Record<string, unknown>): Promise<unknown> {
  const unknown = Object.keys(request).find((key) => !SPAWN_KEYS.includes(key))
  if (unknown !== undefined) throw new VaultError('BAD_REQUEST', `unknown key ${JSON.stringify(unknown.slice(0, 64))}: known are ${SPAWN_KEYS.join(', ')}`)
  if (request.pointer !== undefined && request.text !== undefined) throw new VaultError('BAD_REQUEST', 'either pointer or text, not both')
  const { caller, ...rest } = request as Record<string, never>
  let key = core.gateway.keys.publicKey
  try {
    if (caller !== undefined) key = keyFromText(typeof caller === 'string' ? caller : '')
  } catch (e) {
    throw new VaultError('BAD_REQUEST', 'caller must be the public key of who will call, 64 hex digits', { cause: e })
  }
  const p = await spawn(core, readSpawn({ lease: DEFAULT_LEASE, timeout: 30_000, ...rest, args: encodeValue([]) }), { key, name: 'http' })
  if (caller === undefined) await core.gateway.redeem(p.ticket)
  return { worker: p.worker, incarnation: p.incarnation, node: p.node, isolation: p.isolation, routes: p.routes, ticket: Buffer.from(p.ticket).toString('base64') }
}

/** By the operator's token, or by the ticket that spawnByHttp gave. Throws DENIED, NO_SUCH_WORKER, CLOSED, LIMIT. */
function sessionOf({ core, param, operator, authorization }: HttpCall) {
  if (operator) return core.gateway.byToken(param)
  const ticket = /^Ticket ([A-Za-z0-9+/=]{64,8192})$/.exec(authorization)?.[1]
  if (ticket === undefined) throw new VaultError('UNAUTHORIZED', 'send "Authorization: Bearer …" with the token in api.token, or "Authorization: Ticket …" with the ticket from /api/v2/swarm/spawn')
  return core.gateway.byTicket(param, Buffer.from(ticket, 'base64'))
}

async function callWorker(call: HttpCall): Promise<Reply> {
  const wanted = call.query.get('timeout')
  const deadline = wanted === null ? 30_000 : Number(wanted)
  if (!(deadline >= 1 && deadline <= MAX_DEADLINE)) throw new VaultError('BAD_REQUEST', `timeout must be from 1 to ${MAX_DEADLINE} milliseconds`)
  const answer = await jsonRpc(call.body, deadline, () => sessionOf(call))
  return answer === null ? { status: '204 No Content', type: '', body: '' } : { status: '200 OK', type: 'application/json', body: `${answer}\n` }
}
