// What a worker may reach outside: the rules, the addresses, the amounts; and the scout that uses it.
import t from 'tap'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { Mapping } from '../../driver/vm/mapping.js'
import { ROOT, WORKER_BUNDLE } from '../../driver/roles/paths.js'
import type { Value } from '../../driver/vm/values.js'
import { isPublic, networks } from '../../vaultd/egress/address.js'
import { Egress, Meter, type EgressOptions } from '../../vaultd/egress/egress.js'
import { allowing, readRule } from '../../vaultd/egress/policy.js'
import { SILENT } from '../../vaultd/log.js'
import type { Message } from '../../vaultd/mux.js'
import { join } from 'node:path'
import { base, whyNot } from './lxc-rig.js'
import { call, clone, failureOf, gone, Rig } from './rig.js'

async function serve(handler: Parameters<typeof createServer>[1]): Promise<{ server: Server; port: number }> {
  const server = createServer(handler!).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  return { server, port: (server.address() as AddressInfo).port }
}

t.test('rules', async (t) => {
  const ok = (rule: string, url: string, method = 'GET') => allowing([readRule(rule)], new URL(url), method) !== null
  t.ok(ok('example.org', 'https://example.org/x'))
  t.ok(ok('example.org', 'http://EXAMPLE.org./'))
  t.notOk(ok('example.org', 'https://example.org:8443/'), 'another port')
  t.notOk(ok('example.org', 'https://www.example.org/'), 'a name below is another')
  t.notOk(ok('example.org', 'https://example.org.evil.net/'))
  t.notOk(ok('example.org', 'https://example.org/', 'POST'), 'reading only')
  t.ok(ok('GET,post example.org', 'https://example.org/', 'POST'))
  t.notOk(ok('https://example.org', 'http://example.org/'))
  t.ok(ok('https://example.org:8443', 'https://example.org:8443/'))
  t.ok(ok('*.example.org', 'http://a.b.example.org/'))
  t.notOk(ok('*.example.org', 'http://example.org/'))
  t.notOk(ok('*.example.org', 'http://evilexample.org/'))
  t.ok(ok('*', 'http://anything.net/'))
  t.notOk(ok('*', 'http://127.0.0.1/'), 'a pattern means names')
  t.notOk(ok('*', 'http://[::1]/'))
  t.ok(ok('127.0.0.1:8080', 'http://127.0.0.1:8080/'))
  t.ok(ok('127.0.0.1:80', 'http://0x7f.1/'), 'however it is written')
  t.ok(ok('[::1]:80', 'http://[0:0:0:0:0:0:0:1]/'))
  for (const bad of ['', 'ftp://x', 'a b c', 'FETCH example.org', 'x:99999', 'x:0', 'exa mple', '*.', 'a..b', 'http://', '*example.org', 'x/path']) t.throws(() => readRule(bad), { code: 'CONFIG' }, bad)
})

t.test('addresses that are nobody\'s business', async (t) => {
  for (const inside of [
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.9.9.9', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1', '198.18.0.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '192.0.2.1',
    '::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::7f00:1', 'fc00::1', 'fd12::1', 'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001::1', '2001:db8::1', 'nonsense', '',
  ]) t.notOk(isPublic(inside), inside)
  for (const outside of ['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1', '2a00:1450::1']) t.ok(isPublic(outside), outside)
  t.throws(() => networks(['x']), { code: 'CONFIG' })
  t.throws(() => networks(['10.0.0.0/33']), { code: 'CONFIG' })
})

/** One question, asked of a meter. */
function asking(options: EgressOptions): { meter: Meter; ask: (url: string, more?: Record<string, unknown>) => Promise<Message>; refused: string[] } {
  const refused: string[] = []
  const meter = new Meter(new Egress(options, SILENT), 'w', (detail) => void refused.push(detail))
  let id = 0
  return { meter, refused, ask: (url, more = {}) => new Promise((done) => meter.ask({ type: 'HTTP', id: ++id, url, method: 'GET', headers: {}, body: null, timeout: 5_000, max: 1_000_000, ...more } as Message, done)) }
}

t.test('names are looked up once, and where they lead is looked at', async (t) => {
  const { server, port } = await serve((req, res) => void res.end(`host ${req.headers.host}`))
  let lookups = 0
  const leads = (...to: string[]) => async () => {
    const address = to[Math.min(lookups++, to.length - 1)]
    return [{ address, family: address.includes(':') ? 6 : 4 }]
  }
  const inside = asking({ allow: [`evil.test:${port}`], resolve: leads('127.0.0.1') })
  t.match(await inside.ask(`http://evil.test:${port}/`), { code: 'DENIED', error: /private network/ }, 'a name of the world that leads into our own net')
  t.match(inside.refused, [/evil.test/], 'and the Core hears of it')
  const metadata = asking({ allow: ['*'], resolve: leads('169.254.169.254') })
  t.match(await metadata.ask('http://metadata.test/latest'), { code: 'DENIED' })
  lookups = 0
  const rebinding = asking({ allow: [`rebind.test:${port}`], networks: ['127.0.0.1/32'], resolve: leads('127.0.0.1', '10.0.0.1') })
  const answer = await rebinding.ask(`http://rebind.test:${port}/`)
  t.equal(Buffer.from(answer.body as Uint8Array).toString(), `host rebind.test:${port}`, 'an operator may allow a network')
  t.equal(lookups, 1, 'what was judged is what is connected to')
  t.match(await rebinding.ask(`http://rebind.test:${port}/`), { code: 'DENIED' }, 'and the next time it is judged again')
  const unknown = asking({ allow: ['*'], resolve: async () => { throw Object.assign(new Error('x'), { code: 'ENOTFOUND' }) } })
  t.match(await unknown.ask('http://nowhere.test/'), { code: 'NETWORK', error: /ENOTFOUND/ })
  const slow = asking({ allow: ['*'], resolve: () => new Promise(() => {}) })
  t.match(await slow.ask('http://slow.test/', { timeout: 50 }), { code: 'TIMEOUT' })
  server.close()
})

t.test('how much: size, bytes in all, rate, at once; and the end of the worker', async (t) => {
  const waiting: Array<() => void> = []
  const { server, port } = await serve((req, res) => {
    if (req.url === '/hold') return void waiting.push(() => res.end('x'))
    if (req.url === '/huge') return void res.end(Buffer.alloc(3_000_000))
    res.end(Buffer.alloc(1_000))
  })
  const url = `http://127.0.0.1:${port}`
  const allow = [`127.0.0.1:${port}`, `POST 127.0.0.1:${port}`]
  const plain = asking({ allow })
  t.match(await plain.ask(`${url}/huge`), { code: 'LIMIT', error: /too large \(limit 1000000 bytes\)/ })
  t.ok(plain.meter.bytes >= 1_000_000 && plain.meter.bytes < 1_300_000, 'what came before is counted')
  t.match(await plain.ask(`${url}/`, { method: 'DELETE' }), { code: 'DENIED' })
  t.match(await plain.ask(`http://127.0.0.1:${port + 1}/`), { code: 'DENIED' })
  t.match(await plain.ask(`http://localhost:${port}/`), { code: 'DENIED' }, 'another name')
  const few = asking({ allow, bytes: 2_500 })
  t.match(await few.ask(`${url}/`), { status: 200 })
  t.match(await few.ask(`${url}/`), { status: 200 })
  t.match(await few.ask(`${url}/`), { code: 'LIMIT' })
  t.match(await few.ask(`${url}/`, { method: 'POST', body: new Uint8Array(9_000) }), { code: 'LIMIT' })
  const rare = asking({ allow, perMinute: 3 })
  const codes = await Promise.all([1, 2, 3, 4].map(() => rare.ask(`${url}/`)))
  t.same(codes.map((m) => m.code ?? m.status), [200, 200, 200, 'LIMIT'])
  const many = asking({ allow })
  const held = [1, 2, 3, 4].map(() => many.ask(`${url}/hold`))
  t.match(await many.ask(`${url}/`), { code: 'LIMIT', error: /under way/ })
  while (waiting.length < 4) await new Promise((next) => setTimeout(next, 5))
  for (const go of waiting.splice(0)) go()
  t.same((await Promise.all(held)).map((m) => m.status), [200, 200, 200, 200])
  const dying = asking({ allow })
  const connections = () => new Promise<number>((done) => server.getConnections((_e, n) => done(n)))
  void dying.ask(`${url}/hold`)
  while (waiting.length < 1) await new Promise((next) => setTimeout(next, 5))
  dying.meter.close()
  while ((await connections()) > 0) await new Promise((next) => setTimeout(next, 5))
  t.pass('its connections end with it')
  for (const lie of [{ url: 'file:///etc/passwd' }, { url: 'http://a:b@x/' }, { url: 5 }, { method: 'TRACE' }, { headers: { host: 'x' } }, { headers: { 'x\r\ny': 'z' } }, { headers: { x: 'a\r\nb: c' } }, { headers: [] }, { timeout: -1 }, { max: 0 }, { body: 'text' }, { id: 0 }]) {
    t.throws(() => new Meter(new Egress({ allow: ['*'] }, SILENT), 'w', () => {}).ask({ type: 'HTTP', id: 1, url: 'http://x/', method: 'GET', headers: {}, body: null, timeout: 1, max: 1, ...lie } as Message, () => {}), { code: 'BAD_REQUEST' }, JSON.stringify(lie))
  }
  server.closeAllConnections()
  server.close()
})

const PAGE = `<!DOCTYPE html><html><head><title>Sparse experts &amp; friends</title><meta name="description" content="About mixtures.">
<style>p { color: red }</style><script>var x = "<p>not text</p>"; if (1 < 2) y()</script></head>
<body><h1>Mixture of experts</h1><!-- hidden <b>words</b> --><p>Sparse experts route tokens. Routing &lt;tokens&gt; saves compute.</p>
<p>See <a href="/deep/../more.html#part">more experts</a>, <a href='https://other.test/x?y=1'>elsewhere</a>, <a href="mailto:a@b.c">mail</a>, <a href=plain>plain</a>.</p><h2>Costs &#8212; &#x41;</h2><p>Memory grows.</body>`

const skip = await whyNot()
const vaults = [{ name: 'process', agent: {} }, { name: 'lxc', agent: { backend: 'lxc' as const, base }, skip }]
for (const { name, agent, skip: lacking } of vaults) t.test(`web_scout in a vault of the backend ${name}`, { skip: lacking ?? false }, async (t) => {
  const asked: string[] = []
  const { server, port } = await serve((req, res) => {
    asked.push(req.url!)
    if (req.url === '/gone') return void res.writeHead(404).end()
    if (req.url === '/inside') return void res.writeHead(302, { location: `http://127.0.0.1:1/secret` }).end()
    if (req.url === '/moved') return void res.writeHead(302, { location: '/page' }).end()
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-encoding': 'gzip' }).end(gzipSync(PAGE))
  })
  const url = `http://127.0.0.1:${port}`
  const wiki = { folder: join(ROOT, 'mudlib'), only: ['workers/'] }
  const rig = await Rig.start({ core: { authorities: { wiki }, library: 'wiki' }, agent: { ...agent, worker: { bundle: WORKER_BUNDLE }, pool: { target: 1 }, egress: { allow: [`127.0.0.1:${port}`] } } })
  const mesh = await rig.mesh()
  const pointer = { pointer: 'gem-pointer://wiki/workers/web_scout' }
  const [w] = await clone(mesh, pointer)
  const of = (v: Value) => Object.fromEntries(v as Iterable<any>)
  const page = of(await call(w, 'fetch', [`${url}/moved`]))
  t.match(page, { title: 'Sparse experts & friends', description: 'About mixtures.', status: 200, url: `${url}/page`, headings: ['Mixture of experts', 'Costs \u2014 A'] })
  t.equal(page.text, 'Mixture of experts\nSparse experts route tokens. Routing <tokens> saves compute.\nSee more experts, elsewhere, mail, plain.\nCosts \u2014 A\nMemory grows.')
  t.same((page.links as Mapping[]).map((l) => [l.get('url'), l.get('text')]), [[`${url}/more.html`, 'more experts'], ['https://other.test/x?y=1', 'elsewhere'], [`${url}/plain`, 'plain']])
  const found = of(await call(w, 'analyze_data', [`${url}/page`]))
  t.equal((found.keywords as Mapping[])[0].get('text'), 'experts')
  t.equal((found.pages as Mapping[])[0].get('title'), 'Sparse experts & friends')
  t.match(await failureOf(call(w, 'analyze_data', [`${url}/gone`])), { message: /answered 404/ })
  t.match(await failureOf(call(w, 'fetch', [`${url}/inside`])), { code: 'DENIED', message: /does not allow GET http:\/\/127.0.0.1:1 / }, 'a redirect is judged like a request')
  t.match(await failureOf(call(w, 'fetch', ['https://example.org/'])), { code: 'DENIED' })
  t.equal(of(await call(w, 'analyze_data', ['Latest AI architectures'])).words, 3, 'without sources it reads the words')

  const [s] = await clone(mesh, pointer, { args: [`${url}/search?q=%s`] })
  const topic = of(await call(s, 'analyze_data', ['Latest AI \u00e4rchitectures']))
  t.equal(topic.topic, 'Latest AI \u00e4rchitectures')
  t.equal(topic.words, found.words)
  t.ok(asked.includes('/search?q=Latest%20AI%20%C3%A4rchitectures'), 'it looked for the topic')
  t.ok(rig.core.registry.events().some((e) => /refused/.test(e.kind) && /127.0.0.1:1/.test(JSON.stringify(e))), 'the Core knows what was refused')
  server.closeAllConnections()
  server.close()
  await gone(t, rig)
})

t.test('by default nothing is allowed', async (t) => {
  const rig = await Rig.start({ agent: { worker: { bundle: WORKER_BUNDLE }, pool: { target: 1 } } })
  const mesh = await rig.mesh()
  const [w] = await clone(mesh, { text: 'string get(string u) { string e = catch(http_request(u)); return e; } int valid_http() { return 1; }' })
  t.match(await call(w, 'get', ['http://127.0.0.1:1/']), /does not allow GET http:\/\/127.0.0.1:1 \(node.egress\)/)
  await gone(t, rig)
})
