/** The browser client's tools: who may, what they answer, and that the page decides nothing. */
import t from 'tap'
import WebSocket from 'ws'
import { start } from './kit.js'
import { Telnet, Web, PASSWORD } from '../e2e/kit.js'

interface Answer { id: number; ok: boolean; result?: any; error?: { code: string; message: string } }

const mud = await start(t)

/** A player on a WebSocket with tools. */
class Page {
  private serial = 0
  private readonly waiting = new Map<number, (a: Answer) => void>()

  private constructor(readonly web: Web) {
    web.socket.on('message', (data: Buffer, binary: boolean) => {
      if (binary) return
      const { proto, data: body } = JSON.parse(data.toString()) as { proto: string; data: string }
      if (proto !== 'tools') return
      const answer = JSON.parse(body) as Answer
      this.waiting.get(answer.id)?.(answer)
    })
  }

  static async open(): Promise<Page> {
    return new Page(await Web.open(mud.webPort, 'json.mudstandards.org'))
  }

  ask(verb: string, args: object = {}): Promise<Answer> {
    const id = ++this.serial
    return new Promise((done) => {
      this.waiting.set(id, done)
      this.web.socket.send(JSON.stringify({ proto: 'tools', id: '', data: JSON.stringify({ id, verb, ...args }) }))
    })
  }

  /** As ask(), in pieces. What is refused before its end is answered without an id. */
  askInPieces(verb: string, args: object, size: number): Promise<Answer> {
    const id = ++this.serial
    const request = JSON.stringify({ id, verb, ...args })
    return new Promise((done) => {
      this.waiting.set(id, done)
      this.waiting.set('' as never, done)
      let at = 0
      for (; at + size < request.length; at += size) this.web.socket.send(JSON.stringify({ proto: 'tools', id: 'more', data: request.slice(at, at + size) }))
      this.web.socket.send(JSON.stringify({ proto: 'tools', id: '', data: request.slice(at) }))
    })
  }
}

const admin = await Page.open()

t.test('nobody has tools at the login, and players have none', async (t) => {
  t.match(await admin.ask('hello'), { ok: false, error: { code: 'DENIED' } })
  const telnet = await Telnet.open(mud.telnetPort)
  await telnet.login('somebody', PASSWORD)
  telnet.close()
  const page = await Page.open()
  await page.web.login('somebody', PASSWORD)
  for (const verb of ['hello', 'file_read', 'file_write', 'check', 'manual', 'errors', 'profile', 'swarm', 'figures', 'worker', 'worker_log', 'worker_end', 'run', 'command', 'constructor']) {
    t.match(await page.ask(verb, { path: '/std/room.c' }), { ok: false, error: { code: 'DENIED' } }, verb)
  }
  t.match(await page.askInPieces('file_write', { path: '/x', etag: null, content: 'x'.repeat(50_000) }, 16_384), { ok: false, error: { code: 'DENIED' } }, 'nothing of theirs is kept')
  t.match(await page.ask('hello'), { ok: false, error: { code: 'DENIED' } })
  page.web.close()
})

t.test('a wizard: files, compiler, manual', async (t) => {
  await admin.web.login('wizard', mud.password)
  t.match(await admin.ask('hello'), { ok: true, result: { body: /^\/std\/wizard#/ } })
  const path = '/players/wizard/web.c'
  const made = await admin.ask('file_write', { path, etag: null, content: 'int f() { return 1 }\n' })
  t.match(made, { ok: true, result: { created: true, compile: { ok: false, diagnostics: [{ line: 1 }] } } })
  t.match(await admin.ask('check', { path, source: 'int f() { return 1; }\n' }), { ok: true, result: { ok: true } })
  t.match(await admin.ask('file_write', { path, etag: 'stale', content: '' }), { ok: false, error: { code: 'CONFLICT' } })
  t.match(await admin.ask('file_write', { path, etag: made.result.etag, content: 'int f() { return 1; }\n' }), { ok: true, result: { compile: { ok: true } } })
  t.match(await admin.ask('file_read', { path }), { ok: true, result: { content: { value: 'int f() { return 1; }\n' } } })
  t.match(await admin.ask('file_read', { path: '/secure/save/accounts/w/wizard.o' }), { ok: false, error: { code: 'DENIED' } }, 'rights are the mudlib\'s')
  t.match((await admin.ask('file_list', { path: '/players/wizard' })).result.entries.value, [{ name: 'web.c' }])
  t.match(await admin.ask('check', { path, source: 'int f() { int i; return 1; }\nint g() { return h(); }\n' }), { ok: true, result: { ok: false, diagnostics: [{ line: 1, severity: 'warning' }, { line: 2, severity: 'error' }], warnings: [] } })
  t.match(await admin.ask('check', { path, source: 'int f() { int i; return 1; }\n' }), { ok: true, result: { ok: true, diagnostics: [], warnings: [/\(1,15\): warning /] } })
  const big = `${'// \u20ac "quoted" \\\\ and \u0001\n'.repeat(8_000)}int f() { return 1; }\n`
  t.match(await admin.askInPieces('file_write', { path: '/players/wizard/big.c', etag: null, content: big }, 16_384), { ok: true, result: { size: big.length, compile: { ok: true } } }, 'a file larger than a frame')
  t.match(await admin.askInPieces('check', { path, source: 'x'.repeat(2_200_000) }, 16_384), { ok: false, error: { code: 'TOO_LARGE' } })
  t.match(await admin.ask('hello'), { ok: true }, 'after which it goes on')
  const { efuns } = (await admin.ask('manual')).result as { efuns: [string, string, string][] }
  t.ok(efuns.some(([name, sig, doc]) => name === 'explode' && sig.includes('string') && doc.length > 10), `${efuns.length} efuns`)
})

t.test('errors, profiler, figures, swarm', async (t) => {
  await admin.ask('file_write', { path: '/players/wizard/bad.c', etag: null, content: 'void boom() { error("oh no\\n"); }\nvoid create() { call_out("boom", 0); }\n' })
  await admin.web.ask('update bad.c', /oh no/)
  t.ok(JSON.stringify((await admin.ask('errors')).result).includes('oh no'))
  t.match(await admin.ask('profile', { action: 'start', seconds: 5 }), { ok: true })
  await admin.web.ask('eval int i; while (i < 200000) i++; return i;', /200000/)
  t.match(await admin.ask('profile', { action: 'stop' }), { ok: true, result: { report: { functions: Array, running: 0 } } })
  t.match(await admin.ask('profile', { action: 'stop' }), { ok: false, error: { code: 'LPC' } })
  const { columns, rows } = (await admin.ask('figures', { after: 0 })).result as { columns: string[]; rows: number[][] }
  t.ok(columns.includes('cpu') && rows.every((r) => r.length === columns.length))
  t.match(await admin.ask('swarm'), { ok: false, error: { code: 'BUSY', message: /no mesh/ } })
  t.match(await admin.ask('worker', { worker: 'w_none' }), { ok: false, error: { code: 'NOT_FOUND' } })
})

t.test('nonsense and floods cost their sender only', async (t) => {
  const socket = new WebSocket(`ws://127.0.0.1:${mud.webPort}/`, 'json.mudstandards.org')
  await new Promise((done) => socket.once('open', done))
  const answers: string[] = []
  socket.on('message', (d: Buffer, binary: boolean) => void (binary || answers.push(d.toString())))
  for (const bad of ['', '[]', 'null', '{"verb":5}', '{"id":{},"verb":"hello"}', `{"id":"${'x'.repeat(100)}","verb":"hello"}`]) socket.send(JSON.stringify({ proto: 'tools', id: '', data: bad }))
  for (let i = 0; i < 500; i++) socket.send(JSON.stringify({ proto: 'tools', id: '', data: JSON.stringify({ id: i, verb: 'hello' }) }))
  await new Promise<void>((done) => socket.on('message', () => { if (answers.filter((a) => a.includes('tools')).length >= 506) done() }))
  t.ok(answers.some((a) => a.includes('QUOTA')), 'requests have a quota')
  socket.close()
  t.match(await admin.ask('hello'), { ok: true }, 'others are not slower')
})

t.test('metrics', async (t) => {
  const url = `http://127.0.0.1:${mud.webPort}/metrics`
  const text = await (await fetch(url)).text()
  for (const name of ['mud_players', 'mud_commands_total', 'mud_ticks_total', 'mud_command_seconds_bucket{le="+Inf"}', 'mud_conn_bytes_total{dir="out"}', 'netd_call_seconds_count', 'process_resident_memory_bytes']) {
    t.match(text, new RegExp(`^${name.replace(/[{}+"]/g, '\\$&')} \\d`, 'm'), name)
  }
  for (const line of text.trim().split('\n')) t.match(line, /^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?[\d.e+-]+)$/)
  t.equal((await fetch(url, { headers: { 'X-Forwarded-For': '192.0.2.1' } })).status, 403, 'a proxy\'s clients are strangers')
})
