/** HTTP beside the WebSocket: the web client's files, routes of the rest of the program, and bad requests. */
import t, { type Test } from 'tap'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { json, plain, type Route } from '../../driver/net/http/routes.js'
import { listenWeb, type WebListener } from '../../driver/net/websocket/listen.js'
import { Client, Logs, World } from './kit.js'

interface Reply { status: number, headers: Record<string, string | string[] | undefined>, body: string }

function ask(port: number, path: string, options: { method?: string, headers?: Record<string, string>, body?: string | Buffer } = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const req = request({ port, host: '127.0.0.1', path, method: options.method ?? 'GET', headers: options.headers, agent: false }, (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks).toString() }))
    })
    req.on('error', reject)
    req.end(options.body)
  })
}

const ROUTES: Route[] = [
  { method: 'GET', path: '/metrics', handler: () => plain(200, 'mud_players 3') },
  { method: 'POST', path: '/api/v2/ephemeral/:worker', bodyBytes: 1_000, handler: async ({ params, body, query }) => json(200, { ...params, length: body.length, q: query.get('q') }) },
  { method: 'GET', path: '/deep/*', handler: ({ params }) => plain(200, params['*']) },
  { method: 'GET', path: '/throws', handler: () => { throw new TypeError('secret detail') } },
  { method: 'GET', path: '/rejects', handler: () => Promise.reject(new TypeError('secret detail')) },
  { method: 'GET', path: '/slow', handler: () => new Promise((resolve) => setTimeout(() => resolve(plain(200, 'late')), 50)) },
]

async function site(test: Test): Promise<{ server: WebListener, logs: Logs }> {
  const dir = test.testdir({ 'index.html': '<h1>Hauki</h1>', 'main.js': 'x', assets: { 'main.css': 'y' }, 'notes.txt': 'not served', '.env': 'SECRET' })
  writeFileSync(join(dir, '..', 'outside.html'), 'outside')
  mkdirSync(join(dir, 'empty'))
  symlinkSync('/etc/passwd', join(dir, 'passwd.html'))
  const logs = new Logs()
  const server = await listenWeb({ host: '127.0.0.1', port: 0, accept: new World().accept, log: logs, staticDir: dir, routes: ROUTES })
  test.teardown(() => server.close())
  return { server, logs }
}

t.test('the web client is served, with a strict policy', async (t) => {
  const { server } = await site(t)
  const index = await ask(server.port, '/')
  t.match(index, { status: 200, body: '<h1>Hauki</h1>', headers: { 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff' } })
  t.match(String(index.headers['content-security-policy']), /default-src 'none'; script-src 'self';/)
  t.notMatch(String(index.headers['content-security-policy']), /script-src[^;]*unsafe/)
  t.match(await ask(server.port, '/main.js'), { status: 200, headers: { 'content-type': 'text/javascript; charset=utf-8' } })
  t.match(await ask(server.port, '/assets/main.css'), { status: 200 })
  t.match(await ask(server.port, '/', { headers: { 'If-None-Match': String(index.headers.etag) } }), { status: 304, body: '' })
  const head = await ask(server.port, '/', { method: 'HEAD' })
  t.match(head, { status: 200, body: '', headers: { 'content-length': '14' } })
})

t.test('nothing else is', async (t) => {
  const { server } = await site(t)
  for (const path of ['/outside.html', '/../outside.html', '/%2e%2e/outside.html', '/assets/../../outside.html', '/..%2foutside.html', '/assets/%2e%2e%2f%2e%2e%2foutside.html', '//etc/passwd',
    '/passwd.html', '/notes.txt', '/.env', '/assets', '/assets/', '/empty/', '/index.html/', '/%00', '/%', '/%zz', '/index.html%00.js', '/\\..\\outside.html']) {
    const { status } = await ask(server.port, path)
    t.ok(status === 404 || status === 400, `${path} ${status}`)
  }
})

t.test('routes', async (t) => {
  const { server, logs } = await site(t)
  t.match(await ask(server.port, '/healthz'), { status: 200, body: 'ok\n' })
  t.match(await ask(server.port, '/metrics'), { status: 200, body: 'mud_players 3\n' })
  t.match(await ask(server.port, '/api/v2/ephemeral/w%2F1?q=a%20b', { method: 'POST', body: 'ö'.repeat(300) }), { status: 200, body: '"length":600,"q":"a b"' })
  t.match(await ask(server.port, '/api/v2/ephemeral/w', { method: 'POST', body: Buffer.alloc(1_001) }), { status: 413 })
  t.match(await ask(server.port, '/api/v2/ephemeral/w', { method: 'POST', body: Buffer.alloc(5_000_000) }).catch(() => ({ status: 413 })), { status: 413 })
  t.match(await ask(server.port, '/api/v2/ephemeral/w'), { status: 405, headers: { allow: 'POST' } })
  t.match(await ask(server.port, '/api/v2/ephemeral/'), { status: 404 })
  t.match(await ask(server.port, '/api/v2/ephemeral/a/b'), { status: 404 })
  t.match(await ask(server.port, '/deep/a/b%20c'), { status: 200, body: 'a/b c\n' })
  t.match(await ask(server.port, '/', { method: 'DELETE' }), { status: 405 })
  t.match(await ask(server.port, '/slow'), { status: 200, body: 'late\n' })
  for (const path of ['/throws', '/rejects']) t.match(await ask(server.port, path), { status: 500, body: 'Internal error\n' }, 'no detail leaks')
  t.equal(logs.errors.length, 2, 'but it is logged')
})

t.test('a client that leaves before its answer, and one that never finishes its request', async (t) => {
  const { server, logs } = await site(t)
  for (let i = 0; i < 20; i++) {
    const client = await Client.open(server.port)
    client.send('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')
    client.socket.resetAndDestroy()
  }
  const half = connect(server.port, '127.0.0.1')
  half.on('error', () => {})
  half.write('POST /api/v2/ephemeral/w HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nhalf')
  const garbage = await Client.open(server.port)
  garbage.send(Buffer.alloc(100_000, 0xff))
  await garbage.closed()
  t.match(await ask(server.port, '/slow'), { status: 200 })
  half.destroy()
  t.same(logs.errors, [])
})
