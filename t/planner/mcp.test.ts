/** The MCP server, by the SDK's own client over real HTTP, and what stands in front of it. */
import { request } from 'node:http'
import t from 'tap'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { VERBS } from '../../driver/planner/verbs/index.js'
import { auditLines, start } from './kit.js'

const mud = await start(t)
const url = new URL(`http://127.0.0.1:${mud.webPort}/mcp`)

type Mode = 'legacy' | 'auto'

async function connect(mode: Mode): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } })
  await client.connect(new StreamableHTTPClientTransport(url, { requestInit: { headers: { Authorization: `Bearer ${mud.token}` } } }))
  return client
}

for (const mode of ['auto', 'legacy'] as const) {
  t.test(`tools and resources (${mode === 'auto' ? 'the stateless protocol' : 'the protocol with initialize'})`, async (t) => {
    const client = await connect(mode)
    t.match(client.getServerVersion(), { name: 'hauki' })
    const { tools } = await client.listTools()
    t.same(tools.map((x) => x.name).sort(), [...VERBS.keys()].sort())
    t.match(tools.find((x) => x.name === 'file_read'), { annotations: { readOnlyHint: true, destructiveHint: false }, inputSchema: { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] } })
    t.match(tools.find((x) => x.name === 'run'), { annotations: { readOnlyHint: false, destructiveHint: true } })

    const call = async (name: string, args: object = {}): Promise<{ isError?: boolean; structuredContent?: any; content: any }> => client.callTool({ name, arguments: args as Record<string, unknown> }) as never
    t.match(await call('run', { source: '6 * 7' }), { structuredContent: { value: { untrusted: true, value: 42 } } })
    t.match((await call('status')).structuredContent, { principal: 'planner' })
    t.match(await call('run', { source: 'nonsense' }), { isError: true, structuredContent: { error: { code: 'COMPILE' } } })
    t.match(await call('run', { sauce: 1 }), { isError: true, structuredContent: { error: { code: 'BAD_REQUEST' } } })
    t.match(await call('file_write', { path: '/std/x.c', content: '', etag: null }), { isError: true, structuredContent: { error: { code: 'DENIED' } } })
    const path = `/players/planner/${mode}.c`
    const { structuredContent: written } = await call('file_write', { path, content: 'int f() { return 3; }\n', etag: null })
    t.match(written, { compile: { ok: true } })
    const slow = (await call('run', { source: 'sleep(30);', wait_ms: 0 })).structuredContent
    t.match((await call('cancel', { job: slow.job })).structuredContent, { state: 'cancelled' })
    t.match((await call('command', { command: 'look' })).structuredContent, { output: { value: /\w/ } })

    const { resourceTemplates } = await client.listResourceTemplates()
    t.same(resourceTemplates.map((r) => r.uriTemplate).sort(), ['lpc-doc://apply/{name}', 'lpc-doc://efun/{name}', 'mud://file/{+path}'])
    const read = async (uri: string): Promise<any> => JSON.parse(((await client.readResource({ uri })).contents[0] as { text: string }).text)
    t.match(await read('lpc-doc://efun/explode'), { name: 'explode', sig: /string/ })
    t.match(await read('lpc-doc://apply/valid_planner'), { name: 'valid_planner' })
    t.match(await read(`mud://file${path}`), { content: { untrusted: true, value: 'int f() { return 3; }\n' }, etag: written.etag })
    t.match(await read('mud://errors'), { errors: { untrusted: true, value: Array } })
    await t.rejects(read('swarm://workers'), /mesh/)
    await t.rejects(read('lpc-doc://efun/nope'))
    await t.rejects(read('mud://file/secure/save/planners.o'), /denies/)
    const { resources } = await client.listResources()
    t.ok(resources.length > 300, `${resources.length} resources`)
    await client.close()
  })
}

interface Answer { status: number; headers: Record<string, unknown>; body: string }

function post(headers: Record<string, string>, body = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'): Promise<Answer> {
  return new Promise((done, fail) => {
    const r = request(url, { method: 'POST', headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers } }, (res) => {
      let text = ''
      res.on('data', (d: Buffer) => { text += d })
      res.on('end', () => done({ status: res.statusCode!, headers: res.headers, body: text }))
    })
    r.on('error', fail)
    r.end(body)
  })
}

t.test('what stands in front', async (t) => {
  const Authorization = `Bearer ${mud.token}`
  t.equal((await post({ Authorization })).status, 200)
  t.equal((await post({ Authorization, Origin: `http://127.0.0.1:${mud.webPort}` })).status, 200, 'a page of ours')
  t.equal((await post({ Authorization, Host: 'evil.example' })).status, 403, 'DNS rebinding')
  t.equal((await post({ Authorization, Origin: 'https://evil.example' })).status, 403)
  t.equal((await post({ Authorization, Origin: 'null' })).status, 403)
  const none = await post({})
  t.equal(none.status, 401)
  t.match(none.headers['www-authenticate'], /^Bearer/)
  t.equal((await fetch(url)).status, 405, 'no GET')
  for (const body of ['', '{', '[]', '[[[[', 'null', '{"jsonrpc":"2.0"}', '{"jsonrpc":"2.0","id":1,"method":"nope"}']) {
    const { status } = await post({ Authorization }, body)
    t.ok(status >= 200 && status < 500, `${body} ${status}`)
  }
  t.equal((await post({ Authorization }, 'x'.repeat(3_000_000))).status, 413)
  let last = 0
  for (let i = 0; i < 6; i++) last = (await post({ Authorization: 'Bearer hauki_wrong' })).status
  t.equal(last, 429, 'wrong tokens become slow')
  t.equal((await post({ Authorization })).status, 429, 'for whoever is at that address')
})

t.test('calls are in the log', async (t) => {
  const lines = auditLines(mud.place)
  t.ok(lines.some((l) => l.door === 'mcp' && l.verb === 'run' && l.outcome === 'succeeded'))
  t.ok(lines.some((l) => l.door === 'mcp' && l.verb === 'run' && l.outcome === 'invalid'), 'those that do not fit too')
  t.ok(lines.some((l) => l.door === 'mcp' && l.event === 'login' && l.outcome === 'denied'))
  t.notMatch(JSON.stringify(lines), mud.token.slice(6))
})
