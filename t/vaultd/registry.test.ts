import t from 'tap'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createInvite, formatInvite, hashSecret, parseInvite } from '../../vaultd/invite.js'
import { MAX_EVENTS } from '../../vaultd/limits.js'
import { Registry, type WorkerRow } from '../../vaultd/registry.js'

const file = () => join(t.testdir({}), 'registry.db')
const key = (n: number) => new Uint8Array(32).fill(n)
const worker = (id: string, over: Partial<WorkerRow> = {}): WorkerRow => ({
  id, incarnation: 1, node: 'n1', vault: 'vaultd-1', isolation: 'none', owner: key(1), ownerName: 'd', source: 'text', sourceHash: 'ab', lease: 3000, workerKey: null, startedAt: 5, endedAt: null, endReason: null, ...over,
})

t.test('keys and invites', async (t) => {
  const r = new Registry(':memory:')
  const line = createInvite(r, 'ws://127.0.0.1:1/mesh', key(9), 'node', 1000)
  const invite = parseInvite(line)
  t.equal(invite.url, 'ws://127.0.0.1:1/mesh')
  t.throws(() => r.redeemInvite(hashSecret(invite.secret), key(1), 'driver', 'x', 1001), { code: 'DENIED' }, 'an invite is for one role')
  r.redeemInvite(hashSecret(invite.secret), key(1), 'node', 'n1', 1001)
  t.equal(r.enrolled(key(1))?.name, 'n1')
  t.throws(() => r.redeemInvite(hashSecret(invite.secret), key(2), 'node', 'n2', 1002), { code: 'DENIED' }, 'it serves once')
  const late = parseInvite(createInvite(r, 'ws://h/mesh', key(9), 'driver', 1000))
  t.throws(() => r.redeemInvite(hashSecret(late.secret), key(3), 'driver', 'd', 1000 + 25 * 3_600_000), { code: 'DENIED' }, 'it expires')
  t.throws(() => r.enroll(key(4), 'node', 'n1', 1), { code: 'DENIED' }, 'a name belongs to its key')
  t.equal(r.revoke(key(1), 2), true)
  t.equal(r.enrolled(key(1)), null)
})

t.test('an invite that is none says so and tells no secret', async (t) => {
  const good = formatInvite({ url: 'ws://h/mesh', coreKey: key(3), role: 'node', secret: 'ab'.repeat(16) })
  for (const bad of ['', 'hello', good.slice(0, -9), 'hauki-invite.', `hauki-invite.${Buffer.from('[1,2,3,4]').toString('base64url')}`, `hauki-invite.${Buffer.from('["http://x","00","node","ab"]').toString('base64url')}`, 'hauki-invite.' + 'A'.repeat(5000)]) {
    t.throws(() => parseInvite(bad), { code: 'CONFIG' }, bad.slice(0, 30))
  }
})

t.test('workers and their incarnations', async (t) => {
  const r = new Registry(':memory:')
  t.equal(r.nextIncarnation('w'), 1)
  r.saveWorker(worker('w'))
  t.equal(r.nextIncarnation('w'), 2)
  t.equal(r.endWorker('w', 1, 9, 'gone'), true)
  t.equal(r.endWorker('w', 1, 10, 'again'), false)
  t.equal(r.nextIncarnation('w'), 2, 'an ended one keeps its number')
  t.equal(r.worker('w', 1)?.endReason, 'gone')
})

t.test('a ticket is redeemed once', async (t) => {
  const r = new Registry(':memory:')
  const jti = new Uint8Array(16).fill(3)
  r.ticketIssued(jti, 'w', 1, key(1), 1, 2)
  t.equal(r.ticketRedeemed(jti, 1), true)
  t.equal(r.ticketRedeemed(jti, 1), false)
})

t.test('it is bounded', async (t) => {
  const r = new Registry(':memory:')
  r.transaction(() => {
    for (let i = 0; i < MAX_EVENTS + 700; i++) r.event(i, 'x', null, null)
  })
  t.ok(r.events(0, 1e6).length <= MAX_EVENTS + 500)
})

t.test('it survives a restart', async (t) => {
  const path = file()
  const a = new Registry(path)
  a.enroll(key(1), 'node', 'n1', 1)
  a.saveWorker(worker('w'))
  a.event(1, 'hello', 'n1', null, { x: 1 })
  a.close()
  const b = new Registry(path)
  t.equal(b.enrolled(key(1))?.name, 'n1')
  t.equal(b.running('n1').length, 1)
  t.same(JSON.parse(b.events()[0].detail), { x: 1 })
  b.close()
})

t.test('it survives kill -9 with every change that was answered', async (t) => {
  const path = file()
  const script = join(t.testdir({}), 'writer.mjs')
  writeFileSync(script, `
    import { Registry } from ${JSON.stringify(new URL('../../vaultd/registry.js', import.meta.url).href)}
    const r = new Registry(${JSON.stringify(path)})
    for (let i = 1; ; i++) {
      r.event(i, 'tick', null, null)
      process.stdout.write(i + '\\n')
      if (i % 50 === 0) await new Promise((done) => setImmediate(done))
    }`)
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  for await (const part of child.stdout!.setEncoding('utf8')) {
    text += part as string
    if (text.length > 4000) child.kill('SIGKILL')
  }
  await (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null)
  const answered = Number(text.trimEnd().split('\n').at(text.endsWith('\n') ? -1 : -2))
  const r = new Registry(path)
  const have = r.events(0, 1e6)
  t.ok(answered > 100 && have.length >= answered, `${answered} answered, ${have.length} there`)
  r.close()
})

t.test('a registry that cannot be opened says what to do', async (t) => {
  const path = file()
  writeFileSync(path, 'this is no database, '.repeat(100))
  t.throws(() => new Registry(path), { code: 'CONFIG', message: /move the file away/ })
  const newer = join(t.testdir({}), 'newer.db')
  mkdirSync(join(newer, '..'), { recursive: true })
  const db = new Database(newer)
  db.pragma('user_version = 999')
  db.close()
  t.throws(() => new Registry(newer), { code: 'CONFIG', message: /use a newer hauki/ })
})
