import t from 'tap'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { parse } from 'yaml'
import { Mapping } from '../../driver/vm/mapping.js'
import { ClassInstance, Float, type Value } from '../../driver/vm/values.js'
import { ROUTES } from '../../vaultd/http-routes.js'
import { VaultError } from '../../vaultd/errors.js'
import { parseJson, toLpc, writeJson } from '../../vaultd/json.js'
import { until } from './base.js'
import { call, clone, gone, Rig } from './rig.js'

const WORKER = 'let n = 0; exports.add = (x) => n += x; exports.echo = (x) => x; exports.fail = () => { throw new Error("no luck") }; exports.never = () => new Promise(() => {}); exports.pair = (a, b) => [b, a]'

t.test('values: the kind of every number, 64 bits, buffers, mappings with any keys', async (t) => {
  const back = (text: string) => writeJson(toLpc(parseJson(text)))
  for (const text of ['1', '-9223372036854775808', '9223372036854775807', '1.0', '0.5', '"ä\\n\\u0001"', '[]', '{}', '[1,[2,{"a":3.0}]]', '{"$buffer":"AQID"}', '{"$mapping":[[1,"x"],["y",2]]}', 'null']) {
    t.equal(back(text), text === '"ä\\n\\u0001"' ? '"ä\\n\\u0001"' : text, text)
  }
  t.equal(back(' { "a" : [ 1e2 , true , false , null ] } '), '{"a":[100.0,1,0,null]}')
  t.equal(back('{"__proto__":{"x":1}}'), '{"__proto__":{"x":1}}')
  t.equal(back('{"$mapping":[["$x",1]]}'), '{"$mapping":[["$x",1]]}', 'a key that looks like ours')
  t.equal(writeJson(new ClassInstance({ name: 'p', members: ['x'] }, [1])), '{"$class":"p","fields":{"x":1}}')
  for (const bad of ['', '01', '1 2', '[1,]', '{"a"}', '{"a":1,}', 'nul', '"\n"', '9223372036854775808', '1'.repeat(5000), '1e999', '{"$thing":1}', '{"$mapping":[1]}', '[', '['.repeat(1000), '{"a":'.repeat(1000), '\u00a01']) {
    t.throws(() => toLpc(parseJson(bad)), { code: 'BAD_REQUEST' }, bad.slice(0, 20))
  }
  const loop: Value[] = []
  loop.push(loop)
  for (const bad of [loop, new Float(Infinity), new Float(NaN)]) t.throws(() => writeJson(bad), { code: 'BAD_REQUEST' })
})

t.test('any text: JSON.parse agrees on what is JSON, nothing else is thrown', async () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json().chain((j) => fc.tuple(fc.nat(j.length), fc.string({ maxLength: 3 })).map(([at, s]) => j.slice(0, at) + s + j.slice(at + 1)))), (text) => {
    let ours = true
    try {
      parseJson(text)
    } catch (e) {
      if (!(e instanceof VaultError)) throw e
      // Numbers that LPC does not have are refused here and rounded there.
      if (/number that is too large|int of more/.test(e.message)) return
      ours = false
    }
    let theirs = true
    try {
      JSON.parse(text)
    } catch {
      theirs = false
    }
    if (ours !== theirs) throw new RangeError(`${JSON.stringify(text)}: ${ours} here, ${theirs} there`)
  }), { numRuns: 5000 })
  fc.assert(fc.property(fc.letrec<{ v: Value }>((tie) => ({
    v: fc.oneof({ depthSize: 'small' }, fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => new Float(x)), fc.string({ unit: 'grapheme' }), fc.uint8Array(), fc.array(tie('v')),
      fc.array(fc.tuple(fc.oneof(fc.string(), fc.integer()), tie('v'))).map((e) => Mapping.of(e as Array<[Value, Value]>))),
  })).v, (v) => writeJson(toLpc(parseJson(writeJson(v)))) === writeJson(v)))
})

async function server(options: Parameters<typeof Rig.start>[0] = {}) {
  const rig = await Rig.start(options)
  const token = readFileSync(join(rig.state, 'api.token'), 'utf8').trim()
  const http = async (method: string, path: string, body?: unknown, authorization = `Bearer ${token}`) => {
    const agent = new Agent({ keepAlive: true })
    const [status, text] = await new Promise<[number, string]>((done, fail) => {
      const r = request(`http://127.0.0.1:${rig.core.port}${path}`, { agent, method, headers: authorization ? { authorization } : {} }, (answer) => {
        let all = ''
        answer.setEncoding('utf8').on('data', (s) => { all += s }).on('end', () => done([answer.statusCode ?? 0, all]))
      })
      r.on('error', fail)
      r.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body))
    })
    // The client hangs up first, so that the Core's port is free when it starts again.
    agent.destroy()
    return { status, text, json: (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : null) as Record<string, unknown> }
  }
  return { rig, http }
}

t.test('with curl: spawn, call by ticket, batches, errors with their trace, delete', async (t) => {
  const { rig, http } = await server()
  const made = (await http('POST', '/api/v2/swarm/spawn', { text: WORKER, lease: 800 })).json
  const path = `/api/v2/ephemeral/${made.worker}`
  const auth = `Ticket ${made.ticket}`
  const rpc = (body: unknown, query = '') => http('POST', path + query, body, auth)
  t.equal((await rpc({ jsonrpc: '2.0', id: 1, method: 'add', params: [5] })).text, '{"jsonrpc":"2.0","id":1,"result":5}\n')
  await new Promise((done) => setTimeout(done, 1600))
  t.match((await rpc({ jsonrpc: '2.0', id: 'x', method: 'add', params: [6] })).json, { id: 'x', result: 11 }, 'the Core keeps the lease')
  t.equal((await rpc('{"jsonrpc":"2.0","id":1,"method":"echo","params":[[9007199254740993,1.0,{"$buffer":"AQID"},{"a":null}]]}')).text, '{"jsonrpc":"2.0","id":1,"result":[9007199254740993,1.0,{"$buffer":"AQID"},{"a":null}]}\n')
  t.match((await rpc({ jsonrpc: '2.0', id: 2, method: 'echo', params: { a: [1] } })).json, { result: { a: [1] } }, 'named: one mapping')
  t.match((await rpc({ jsonrpc: '2.0', id: 3, method: 'fail' })).json, { id: 3, error: { code: -32000, message: /no luck/, data: { outcome: 'EXECUTED_FAILED', trace: [{ program: '/worker.c', line: 7 }] } } })
  t.match((await rpc({ jsonrpc: '2.0', id: 4, method: 'nope' })).json, { error: { code: -32601 } })
  t.match((await rpc({ jsonrpc: '2.0', id: 5, method: 'never' }, '?timeout=50')).json, { error: { code: -32001, data: { outcome: 'UNKNOWN' } } })
  t.match((await rpc([{ jsonrpc: '2.0', id: 1, method: 'add', params: [1] }, { jsonrpc: '2.0', method: 'add', params: [1] }, 7, { jsonrpc: '2.0', id: 2, method: 'add', params: [1] }])).json, [{ id: 1, result: 12 }, { id: null, error: { code: -32600 } }, { id: 2, result: 14 }])
  t.equal((await rpc({ jsonrpc: '2.0', method: 'add', params: [1] })).status, 204)
  for (const [body, code] of [['{', -32700], ['[]', -32600], [{ method: 'x' }, -32600], [{ jsonrpc: '2.0', id: [], method: 'x' }, -32600], [{ jsonrpc: '2.0', id: 1, method: 'echo', params: 5 }, -32602], [{ jsonrpc: '2.0', id: 1, method: 'echo', params: [{ $x: 1 }] }, -32602],
    [Array(65).fill({ jsonrpc: '2.0', id: 1, method: 'add' }), -32600]] as const) t.match((await rpc(body)).json, { error: { code } }, JSON.stringify(body).slice(0, 60))
  t.equal((await rpc('x'.repeat(2 << 20)).catch(() => ({ status: 413 }))).status, 413)
  t.equal((await rpc({}, '?timeout=x')).status, 400)

  const one = { jsonrpc: '2.0', id: 1, method: 'add', params: [0] }
  t.equal((await http('POST', path, one, '')).status, 401)
  t.equal((await http('POST', path, one, 'Bearer nonsense')).status, 401)
  t.equal((await http('POST', path, one, `Ticket ${'A'.repeat(400)}`)).status, 403)
  const other = (await http('POST', '/api/v2/swarm/spawn', { text: WORKER })).json
  t.equal((await http('POST', path, one, `Ticket ${other.ticket}`)).status, 403, "another worker's ticket")
  t.match((await http('POST', path, one)).json, { result: 15 }, 'the operator may always')
  t.match((await rpc(one)).json, { result: 15 }, 'beside the holder of the ticket')
  t.match((await http('POST', '/api/v2/ephemeral/w_none', one)).json, { code: 'CLOSED' }, 'a Core that has just started does not know yet')
  t.equal((await http('DELETE', path, undefined, auth)).status, 200)
  t.ok(await until(() => rig.core.registry.running().length === 1))
  t.equal((await http('POST', path, one)).status, 404)
  t.ok(await until(() => rig.core.gateway.sessions === 1), 'its sessions are dropped')
  t.equal((await http('POST', path, one, auth)).status, 403)
  await gone(t, rig)
})

t.test("a driver's worker can be called by the operator, and stays the driver's", async (t) => {
  const { rig, http } = await server()
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: WORKER })
  const path = `/api/v2/ephemeral/${w.info().get('worker')}`
  t.equal(await call(w, 'add', [1]), 1)
  t.match((await http('POST', path, { jsonrpc: '2.0', id: 1, method: 'add', params: [2] })).json, { result: 3 })
  t.equal(await call(w, 'add', [1]), 4)
  await rig.restartCore()
  await until(() => rig.core.nodes.size === 1)
  t.match((await http('POST', path, { jsonrpc: '2.0', id: 1, method: 'add', params: [2] })).json, { result: 6 }, 'after a restart of the Core, too')
  w.destruct()
  t.ok(await until(() => rig.core.registry.running().length === 0))
  await gone(t, rig)
})

t.test('what operators do: invites, members, drain, revoke, events', async (t) => {
  const { rig, http } = await server()
  const mesh = await rig.mesh()
  for (const [method, path] of [['GET', 'members'], ['GET', 'events'], ['POST', 'invites'], ['POST', 'nodes/n1/drain'], ['POST', 'members/n1/revoke']] as const) t.equal((await http(method, `/api/v2/swarm/${path}`, method === 'POST' ? '{}' : undefined, '')).status, 401, path)
  t.match((await http('POST', '/api/v2/swarm/invites', { role: 'node' })).json, { invite: /^hauki-invite\./ })
  t.equal((await http('POST', '/api/v2/swarm/invites', { role: 'king' })).status, 400)
  t.match((await http('GET', '/api/v2/swarm/members')).json, [{ role: 'driver', name: 'd1', here: true }, { role: 'node', name: 'n1', here: true, drained: false }])
  const [w] = await clone(mesh, { text: WORKER })
  t.match((await http('POST', '/api/v2/swarm/nodes/n1/drain', '')).json, { node: 'n1', drained: true })
  t.equal((await http('POST', '/api/v2/swarm/nodes/n9/drain', '')).status, 404)
  t.match(await http('POST', '/api/v2/swarm/nodes/n1/drain', { drain: 'no' }), { status: 400, json: { error: /true or false/ } })
  t.match(await http('POST', '/api/v2/swarm/spawn', { text: WORKER, count: 2 }), { status: 400, json: { error: /unknown key "count"/ } })
  t.match(await http('POST', '/api/v2/swarm/spawn', { text: WORKER, pointer: 'gem-pointer://wiki/workers/x' }), { status: 400, json: { error: /not both/ } })
  const refused = await clone(mesh, { text: WORKER }).catch((e) => e)
  t.match(refused, { code: 'NO_NODE', message: /n1 is being drained/ })
  t.equal(await call(w, 'add', [1]), 1, 'what runs goes on')
  await rig.restartCore()
  await until(() => rig.core.nodes.size === 1)
  t.match((await http('GET', '/api/v2/swarm/nodes')).json, [{ name: 'n1', drained: true }], 'and it stays drained')
  t.match((await http('POST', '/api/v2/swarm/nodes/n1/drain', { drain: false })).json, { drained: false })
  await mesh.joined
  t.match((await http('POST', '/api/v2/swarm/members/n1/revoke', '')).json, { role: 'node', name: 'n1', workers: 1 })
  t.ok(await until(() => mesh.workers === 0), 'its workers end')
  t.ok(await until(() => rig.core.nodes.size === 0), 'and it is out')
  t.equal((await http('POST', '/api/v2/swarm/members/n1/revoke', '')).status, 404)
  const kinds = ((await http('GET', '/api/v2/swarm/events')).json as unknown as Array<{ kind: string }>).map((e) => e.kind)
  for (const kind of ['invited', 'node_joined', 'worker_started', 'node_drained', 'node_undrained', 'revoked', 'worker_ended']) t.ok(kinds.includes(kind), kind)
  t.same((await http('GET', '/api/v2/swarm/events?after=99999')).json, [])
  await gone(t, rig)
})

t.test('workers of a node that never comes back are marked', async (t) => {
  const rig = await Rig.start({ core: { nodeGoneAfter: 300 } })
  const mesh = await rig.mesh()
  await clone(mesh, { text: WORKER })
  await rig.core.close()
  await rig.agents[0].close()
  await rig.restartCore({ nodeGoneAfter: 300 })
  t.equal(rig.core.registry.running().length, 1, 'it may come back')
  t.ok(await until(() => rig.core.registry.running().length === 0))
  t.match(rig.core.registry.workers()[0], { endReason: /did not come back/ })
  await gone(t, rig)
})

t.test('docs/openapi.yaml describes every route, and no other', async (t) => {
  const doc = parse(readFileSync('docs/openapi.yaml', 'utf8')) as { paths: Record<string, Record<string, { security?: unknown }>> }
  const said = new Set(Object.entries(doc.paths).flatMap(([path, ops]) => Object.keys(ops).map((m) => `${m} ${path}`)))
  const real = new Set(ROUTES.map((r) => `${r.method === 'del' ? 'delete' : r.method} ${r.path}`))
  for (const ws of ['get /mesh', 'get /api/v2/relay', 'get /api/v2/ephemeral/{worker}']) real.add(ws)
  t.same([...said].sort(), [...real].sort())
  for (const r of ROUTES) t.equal(doc.paths[r.path][r.method === 'del' ? 'delete' : r.method].security !== undefined, r.auth !== 'none', `${r.path}: who may`)
  const refs = JSON.stringify(doc).match(/"#\/[^"]+"/g) ?? []
  for (const ref of refs) t.ok((JSON.parse(ref) as string).slice(2).split('/').reduce<unknown>((at, k) => (at as Record<string, unknown>)?.[k], doc), ref)
})
