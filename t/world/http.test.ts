// http_request() against a real server on loopback: policy, redirects, limits, hostile answers.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTcp, type AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { Mapping } from '../../driver/vm/mapping.js'
import type { Value } from '../../driver/vm/values.js'
import { both, master, Mud } from './harness.js'

const MASTER = master('string *asked = ({}); int valid_http(object o, string url, string method) { asked += ({ method + " " + explode(url, "/")[<1] }); return strsrch(url, "forbidden") < 0; } string *asked() { return asked; }')
const ASKER = `
mixed get(string url) { return http_request(url); }
mixed with(string url, mapping o) { return http_request(url, o); }
mixed caught(string url, mapping o) { return catch(http_request(url, o)); }
void die() { destruct(this_object()); }
mixed many(string url, int n) { mixed *e = ({}); while (n--) background((: add, url :)); return open; }
int open, failed; string why; void add(string url) { string e = catch { open++; http_request(url); }; if (e) { failed++; why = e; } }
mixed counts() { return ({ open, failed, why }); }
`

function handler(seen: IncomingMessage[]) {
  return (req: IncomingMessage, res: ServerResponse): void => {
    seen.push(req)
    const path = req.url!.slice(1)
    const hops = /^hops(\d+)$/.exec(path)
    if (hops) return void res.writeHead(302, { location: hops[1] === '0' ? '/hello' : `/hops${Number(hops[1]) - 1}` }).end('moved')
    switch (path) {
      case 'hello': return void res.setHeader('Content-Type', 'text/plain; charset=iso-8859-1').setHeader('Set-Cookie', ['a=1', 'b=2']).end(Buffer.from('gr\u00fc\u00dfe', 'latin1'))
      case 'missing': return void res.writeHead(404).end('no')
      case 'echo': {
        let body = ''
        return void req.on('data', (d) => (body += d)).on('end', () => res.end(JSON.stringify({ method: req.method, body, headers: req.headers })))
      }
      case 'loop': return void res.writeHead(302, { location: '/loop' }).end()
      case 'to-forbidden': return void res.writeHead(302, { location: '/forbidden' }).end()
      case 'to-file': return void res.writeHead(302, { location: 'file:///etc/passwd' }).end()
      case 'see': return void res.writeHead(303, { location: '/echo' }).end()
      case 'huge': {
        const more = (): void => { while (!res.destroyed && res.write(Buffer.alloc(65_536))); }
        res.on('drain', more)
        return more()
      }
      case 'bomb': return void res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000)))
      case 'zip': return void res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('packed'))
      case 'badzip': return void res.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip')
      case 'slow': return void res.write('a')
      case 'breaks': return void res.writeHead(200, { 'content-length': '100' }).write('part', () => res.destroy())
      case 'headers': return void res.writeHead(200, Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x-${i}`, 'y'.repeat(100)]))).end()
    }
  }
}

async function setup(): Promise<{ mud: Mud; base: string; seen: IncomingMessage[]; server: Server }> {
  const seen: IncomingMessage[] = []
  const server = createServer(handler(seen)).listen(0, '127.0.0.1')
  await new Promise((r) => server.once('listening', r))
  const mud = await new Mud({ '/master.c': MASTER, '/a.c': ASKER }).boot()
  return { mud, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, server }
}

async function call(mud: Mud, fn: string, ...args: any[]): Promise<any> {
  let out: { v?: Value; e?: unknown } | null = null
  mud.start('/a', fn, args).then((v) => (out = { v }), (e) => (out = { e }))
  const end = Date.now() + 30_000
  while (!out && Date.now() < end) {
    await new Promise((r) => setTimeout(r, 3))
    await mud.clock.settle()
  }
  const o = out as { v?: any; e?: unknown } | null
  if (!o) throw new Error(`${fn}() did not end`)
  if (o.e) throw o.e
  return o.v instanceof Mapping ? Object.fromEntries(o.v as Iterable<any>) : o.v
}

const o = (entries: Record<string, Value>): Mapping => Mapping.of(Object.entries(entries))

function end(x: { mud: Mud; server: Server }): void {
  x.mud.close()
  x.server.closeAllConnections()
  x.server.close()
}

both('answers: text by charset, status, headers, buffers, packed bodies', async (t) => {
  const x = await setup()
  const { mud, base } = x
  const a = await call(mud, 'get', `${base}/hello`)
  t.strictSame([a.status, a.body, a.url], [200, 'gr\u00fc\u00dfe', `${base}/hello`])
  t.equal(a.headers.get('content-type'), 'text/plain; charset=iso-8859-1')
  t.strictSame(a.headers.get('set-cookie'), ['a=1', 'b=2'])
  t.equal((await call(mud, 'get', `${base}/missing`)).status, 404, 'an error status is an answer')
  t.strictSame((await call(mud, 'with', `${base}/hello`, o({ binary: 1 }))).body, new Uint8Array(Buffer.from('gr\u00fc\u00dfe', 'latin1')))
  t.equal((await call(mud, 'get', `${base}/zip`)).body, 'packed')
  end(x)
})

both('what is sent: method, headers, body; what frames the message is not the mudlib\'s', async (t) => {
  const x = await setup()
  const { mud, base } = x
  const echo = JSON.parse((await call(mud, 'with', `${base}/echo`, o({ body: 'hällo', headers: o({ 'X-A': 'b', Accept: 'x/y' }) }))).body)
  t.match(echo, { method: 'POST', body: 'hällo', headers: { 'x-a': 'b', accept: 'x/y', 'content-length': '6' } })
  for (const [headers, why] of [[{ Host: 'x' }, /Host is set by the driver/], [{ 'Transfer-Encoding': 'chunked' }, /set by the driver/], [{ 'a b': 'c' }, /no header name/], [{ a: 'b\r\nc: d' }, /no header may have/], [{ 'a\n': 'x' }, /no header name/]] as const) {
    t.match(await call(mud, 'caught', `${base}/echo`, o({ headers: o(headers as Record<string, Value>) })), why)
  }
  for (const [options, why] of [[{ method: 'CONNECT' }, /method must be/], [{ methd: 'GET' }, /Unknown option/], [{ timeout: 1e6 }, /timeout/], [{ max_bytes: -1 }, /max_bytes/], [{ redirects: 11 }, /redirects/], [{ body: 'x'.repeat(1_048_577) }, /too large/]] as const) {
    t.match(await call(mud, 'caught', `${base}/echo`, o(options as Record<string, Value>)), why)
  }
  for (const url of ['file:///etc/passwd', 'ftp://x/', 'nothing', 'http://', `http://user:pw@127.0.0.1/`, 'x'.repeat(9_000)]) t.match(await call(mud, 'caught', url, o({})), /^\*http_request: /, url.slice(0, 30))
  t.equal(x.seen.length, 1)
  end(x)
})

both('redirects: judged again, counted, and not to elsewhere than the web', async (t) => {
  const x = await setup()
  const { mud, base } = x
  t.equal((await call(mud, 'get', `${base}/hops4`)).url, `${base}/hello`)
  t.strictSame((await mud.call('/master', 'asked') as string[]).slice(-6), ['GET hops4', 'GET hops3', 'GET hops2', 'GET hops1', 'GET hops0', 'GET hello'])
  t.equal((await call(mud, 'get', `${base}/hops9`)).status, 302, 'five and no more')
  t.equal((await call(mud, 'with', `${base}/loop`, o({ redirects: 0 }))).status, 302)
  t.equal((await call(mud, 'get', `${base}/loop`)).status, 302)
  t.match(await call(mud, 'caught', `${base}/to-forbidden`, o({})), /Permission denied/)
  t.match(await call(mud, 'caught', `${base}/to-file`, o({})), /Only http/)
  t.match(JSON.parse((await call(mud, 'with', `${base}/see`, o({ body: 'x', headers: o({ 'content-type': 'a/b' }) }))).body), { method: 'GET', body: '' })
  // Another host: what proves who we are stays here.
  const other = createServer((req, res) => res.end(JSON.stringify(req.headers))).listen(0, '127.0.0.1')
  await new Promise((r) => other.once('listening', r))
  const hop = createServer((_req, res) => void res.writeHead(307, { location: `http://127.0.0.1:${(other.address() as AddressInfo).port}/` }).end()).listen(0, '127.0.0.1')
  await new Promise((r) => hop.once('listening', r))
  const got = JSON.parse((await call(mud, 'with', `http://127.0.0.1:${(hop.address() as AddressInfo).port}/`, o({ headers: o({ Authorization: 'secret', Cookie: 'c', 'X-Keep': '1' }) }))).body)
  t.strictSame([got.authorization, got.cookie, got['x-keep']], [undefined, undefined, '1'])
  other.close()
  hop.close()
  end(x)
})

both('policy: denied by master, without master\'s word, and without a network', async (t) => {
  const x = await setup()
  t.match(await call(x.mud, 'caught', `${x.base}/forbidden`, o({})), /Permission denied for GET/)
  const none = await new Mud({ '/a.c': ASKER }).boot()
  t.match(await call(none, 'caught', `${x.base}/hello`, o({})), /Permission denied/)
  none.close()
  const vault = await new Mud({ '/master.c': MASTER, '/a.c': ASKER }, { network: false }).boot()
  t.match(await call(vault, 'caught', `${x.base}/hello`, o({})), /There is no network here/)
  vault.close()
  t.equal(x.seen.length, 0)
  end(x)
})

both('hostile answers: endless, packed small, broken, slow, garbage', async (t) => {
  const x = await setup()
  const { mud, base } = x
  t.match(await call(mud, 'caught', `${base}/huge`, o({})), /too large \(limit 1048576/)
  t.match(await call(mud, 'caught', `${base}/bomb`, o({ max_bytes: 1_000_000 })), /too large \(limit 1000000/)
  t.match(await call(mud, 'caught', `${base}/badzip`, o({})), /cannot be unpacked/)
  t.match(await call(mud, 'caught', `${base}/breaks`, o({})), /broke off|could not be asked/)
  t.match(await call(mud, 'caught', `${base}/headers`, o({})), /could not be asked \(HPE_HEADER_OVERFLOW\)/)
  const { Float } = await import('../../driver/vm/values.js')
  t.match(await call(mud, 'caught', `${base}/slow`, o({ timeout: new Float(0.2) })), /Timed out/)
  const junk = createTcp((s) => void s.on('error', () => {}).resume().end('hello, I am no web server\r\n\r\n')).listen(0, '127.0.0.1')
  await new Promise((r) => junk.once('listening', r))
  t.match(await call(mud, 'caught', `http://127.0.0.1:${(junk.address() as AddressInfo).port}/`, o({})), /could not be asked/)
  const { port } = junk.address() as AddressInfo
  await new Promise((r) => junk.close(r))
  t.match(await call(mud, 'caught', `http://127.0.0.1:${port}/`, o({})), /ECONNREFUSED/)
  end(x)
})

both('an object may have sixteen requests under way; they end with a cancel', async (t) => {
  const x = await setup()
  const { mud, base } = x
  await call(mud, 'many', `${base}/slow`, 20)
  const until = Date.now() + 30_000
  while (x.seen.length < 16 && Date.now() < until) {
    await mud.clock.settle()
    await new Promise((r) => setTimeout(r, 3))
  }
  const [opened, failed, why] = await call(mud, 'counts')
  t.strictSame([opened, failed], [20, 4])
  t.match(why, /Too many requests are under way \(limit 16/)
  for (const F of mud.world.fibers.all()) F.cancel('Enough.')
  await mud.clock.settle()
  t.match(await call(mud, 'get', `${base}/hello`), { status: 200 })
  end(x)
})
