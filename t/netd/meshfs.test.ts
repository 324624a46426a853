import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { MeshError } from '../../netd/errors.js'
import { createMeshFs } from '../../netd/meshfs.js'
import { formatPointer, parsePointer } from '../../netd/pointer.js'
import { listenTcp } from '../../netd/tcp.js'
import type { Link } from '../../netd/link.js'
import type { Route } from '../../netd/ticket.js'
import { dialDirect, dialRoutes, routesFor } from '../../netd/routes.js'

t.test('gem-pointers', async (t) => {
  t.same(parsePointer('gem-pointer://wiki/workers/web_scout'), { authority: 'wiki', path: 'workers/web_scout' })
  t.same(parsePointer('gem-pointer://wiki'), { authority: 'wiki', path: '' })
  t.equal(formatPointer(parsePointer('gem-pointer://a.b-c/x/y.c')), 'gem-pointer://a.b-c/x/y.c')
  const bad = ['', 'http://wiki/x', 'gem-pointer:///x', 'gem-pointer://WIKI/x', 'gem-pointer://wiki//x', 'gem-pointer://wiki/../x', 'gem-pointer://wiki/a/..', 'gem-pointer://wiki/a/./b', 'gem-pointer://wiki/.hidden', 'gem-pointer://wiki/a%2e', 'gem-pointer://wiki/a\\b', 'gem-pointer://wiki/a\0', 'gem-pointer://wiki/a\n', 'gem-pointer://wiki/a b', 'gem-pointer://a..b/x', `gem-pointer://wiki/${'a/'.repeat(400)}a`]
  for (const uri of bad) t.throws(() => parsePointer(uri), { code: 'BAD_POINTER' }, JSON.stringify(uri))
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (s) => {
    try {
      const p = parsePointer(`gem-pointer://wiki/${s}`)
      return !p.path.split('/').some((part) => part === '..' || part === '.')
    } catch (e) {
      return e instanceof MeshError && e.code === 'BAD_POINTER'
    }
  }), { numRuns: 2000 })
})

t.test('documents by name and by hash; nothing outside the folder, nothing but files', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-meshfs-'))
  const root = join(dir, 'wiki')
  mkdirSync(join(root, 'workers'), { recursive: true })
  writeFileSync(join(root, 'workers', 'scout.c'), 'int x() { return 1; }\n')
  writeFileSync(join(root, 'page.md'), '# Page\n')
  writeFileSync(join(root, '.secret'), 'no')
  writeFileSync(join(dir, 'outside'), 'no')
  writeFileSync(join(root, 'large'), Buffer.alloc(2_000_000))
  symlinkSync(join(dir, 'outside'), join(root, 'link'))
  execFileSync('mkfifo', [join(root, 'fifo')])
  const fs = createMeshFs()
  fs.mount('wiki', root)
  const doc = fs.read('gem-pointer://wiki/workers/scout')
  t.same([doc.uri, Buffer.from(doc.bytes).toString()], ['gem-pointer://wiki/workers/scout.c', 'int x() { return 1; }\n'])
  t.same(fs.read(`sha256:${doc.sha256}`), doc)
  t.equal(fs.read('gem-pointer://wiki/page').uri, 'gem-pointer://wiki/page.md')
  t.same(fs.list('gem-pointer://wiki/'), ['large', 'page.md', 'workers/'])
  for (const uri of ['gem-pointer://wiki/link', 'gem-pointer://wiki/fifo', 'gem-pointer://wiki/workers', 'gem-pointer://wiki', 'gem-pointer://wiki/none', 'gem-pointer://other/x', `sha256:${'0'.repeat(64)}`]) t.throws(() => fs.read(uri), { code: 'NOT_FOUND' }, uri)
  t.throws(() => fs.read('gem-pointer://wiki/large'), { code: 'TOO_LARGE' })
  t.throws(() => fs.read('gem-pointer://wiki/../outside'), { code: 'BAD_POINTER' })
  t.throws(() => fs.mount('Bad Name', root), { code: 'BAD_POINTER' })
  t.throws(() => fs.mount('ok', join(dir, 'missing')), { code: 'NOT_FOUND' })
  writeFileSync(join(root, 'workers', 'scout.c'), 'changed')
  t.throws(() => fs.read(`sha256:${doc.sha256}`), { code: 'NOT_FOUND' }, 'what has changed is not served under its old hash')
})

t.test('listening only on an address that an interface has', async (t) => {
  for (const host of ['0.0.0.0', '::', '', '*', 'localhost', '::ffff:127.0.0.1', '203.0.113.7', '224.0.0.1']) await t.rejects(listenTcp(host, () => {}), { code: 'BAD_ADDRESS' }, JSON.stringify(host))
  const a = await listenTcp('127.0.0.1', () => {})
  const b = await listenTcp('127.0.0.1', () => {})
  t.not(a.port, b.port)
  a.close()
  b.close()
})

t.test('routes: by wish, in order, and what a refusal means', async (t) => {
  const direct = { kind: 'direct', host: '127.0.0.1', port: 1 } as const
  const relay = { kind: 'relay', url: 'ws://127.0.0.1:1/relay', room: 'r' } as const
  t.same(routesFor([direct, relay], 'relay_preferred'), [relay, direct])
  t.same(routesFor([direct, relay], 'p2p_preferred'), [direct, relay])
  t.same(routesFor([direct, relay], 'p2p_only'), [direct])
  const relaying = (code: string) => (route: Route) => (route.kind === 'direct' ? dialDirect(route) : Promise.reject(new MeshError(code, 'x')))
  await t.rejects(dialRoutes([direct, relay], relaying('REFUSED')), { code: 'REFUSED' })
  await t.rejects(dialRoutes([direct], relaying('UNREACHABLE')), { code: 'REFUSED' })
  await t.rejects(dialRoutes([direct, relay], relaying('UNREACHABLE')), { code: 'UNREACHABLE' })
  await t.rejects(dialRoutes([direct, relay]), { code: 'UNREACHABLE' }, 'a relay that this side does not use')
  await t.rejects(dialRoutes([]), { code: 'UNREACHABLE' })
  const listener = await listenTcp('127.0.0.1', (socket) => socket.destroy())
  const link = await dialRoutes([direct, { kind: 'direct', host: '127.0.0.1', port: listener.port }])
  t.match(link.name, String(listener.port))
  link.close()
  let answer = (_link: Link) => {}
  const silent = new Promise<Link>((resolve) => { answer = resolve })
  let closed = ''
  const late: Link = { name: 'late', bufferedBytes: 0, start() {}, send() {}, close: (reason = '') => (closed = reason) }
  const second = await dialRoutes([direct, { ...direct, port: listener.port }], (route) => (route === direct ? silent : dialDirect(route)))
  t.match(second.name, String(listener.port), 'a silent route gets company')
  answer(late)
  await silent
  t.match(closed, /faster/, 'and is closed should it answer later')
  second.close()
  listener.close()
})
