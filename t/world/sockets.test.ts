// Sockets over loopback, in both directions, with hostile peers; resolve().
import { connect as connectTcp, createServer, type AddressInfo, type Socket } from 'node:net'
import { createSocket } from 'node:dgram'
import { TEST_CERT, TEST_KEY } from '../net/certificate.js'
import { both, master, Mud } from './harness.js'

const MASTER = master('int allow = 1; string *asked = ({}); int valid_socket(object o, string op, mixed *info) { asked += ({ op }); return allow; } void allow(int i) { allow = i; } string *asked() { return asked; }')

/** A server and a client in LPC; what they hear is in log(). */
const PEER = `
#include <socket.h>
#include <socket_err.h>
int fd = -1, got = -1, early; mixed *heard = ({});
void note(mixed *x) { heard += ({ x }); }
mixed *log() { return heard; }
int fd() { return fd; }
int got() { return got; }
int serve(int mode, int port) {
  int r;
  fd = socket_create(mode, "none", "closed");
  if (fd < 0) return fd;
  if (mode == STREAM_TLS) { socket_set_option(fd, SO_TLS_CERT, "/cert.pem"); socket_set_option(fd, SO_TLS_KEY, "/key.pem"); }
  if ((r = socket_bind(fd, port)) != EESUCCESS) return r;
  if (mode != DATAGRAM && mode != DATAGRAM_BINARY) if ((r = socket_listen(fd, "knock")) != EESUCCESS) return r;
  return to_int(explode(socket_address(fd, 1), " ")[1]);
}
int udp(int mode) { int r; fd = socket_create(mode, "dgram"); r = socket_bind(fd, 0); return r == 1 ? to_int(explode(socket_address(fd, 1), " ")[1]) : r; }
void dgram(int f, mixed data, string from) { note(({ "dgram", data, explode(from, " ")[0] })); if (data == "ping") socket_write(f, "pong", from); }
void knock(int f) { got = socket_accept(f, "data", "ready"); }
void data(int f, mixed x) { note(({ "data", x })); if (x == "wait") { sleep(1); note(({ "woke" })); } if (x == "bye") socket_close(f); }
void ready(int f) { note(({ "ready" })); }
void closed(int f) { note(({ "closed" })); }
void none(int f, mixed x) { note(({ "none", x })); }
int dial(int mode, string address) {
  int r;
  fd = socket_create(mode, "data", "closed");
  if (mode == STREAM_TLS) { socket_set_option(fd, SO_TLS_VERIFY_PEER, 0); socket_set_option(fd, SO_TLS_SNI_HOSTNAME, "localhost"); }
  r = socket_connect(fd, address, "data", "ready");
  early = socket_write(fd, "early");
  return r;
}
int early() { return early; }
int send(int f, mixed x) { return socket_write(f, x); }
int sendto(int f, mixed x, string a) { return socket_write(f, x, a); }
int shut(int f) { return socket_close(f); }
mixed try(function f) { return evaluate(f); }
mixed status(int f) { return f < 0 ? socket_status() : socket_status(f); }
int give(object to) { return socket_release(fd, to, "offered"); }
void offered(int f) { if (sizeof(heard) && heard[0] == "refuse") return; got = socket_acquire(f, "data", "ready", "closed"); }
int steal(int f) { return socket_acquire(f, "data", "ready", "closed"); }
void die() { destruct(this_object()); }
int flood(int n) { int i, r; for (i = 0; i < n; i++) { r = socket_create(STREAM, "data"); if (r < 0) return r; } return r; }
int big(int f) { int i, r; string s = repeat_string("x", 200000); for (i = 0; i < 100; i++) { r = socket_write(f, s); if (r != 1) return r; } return r; }
int again(int f) { return socket_write(f, "more"); }
mixed *codes() { return ({ socket_close(9999), socket_close(-1), socket_create(-1, "data"), socket_create(99, "data"), socket_connect(9999, "127.0.0.1 1", "data", "ready") }); }
int badaddr(string a) { int f = socket_create(STREAM, "data"), r; r = socket_connect(f, a, "data", "ready"); socket_close(f); return r; }
mixed *dns(string s) { return ({ resolve(s, "answer") }); }
void answer(mixed a, mixed b, int key) { note(({ a, b })); }
`

async function until(mud: Mud, what: string, test: () => unknown): Promise<void> {
  const end = Date.now() + 30_000
  while (!(await test())) {
    if (Date.now() > end) throw new Error(`not within 30 s: ${what}`)
    await new Promise((r) => setTimeout(r, 5))
    await mud.clock.settle()
  }
}

async function world(files: Record<string, string> = {}): Promise<Mud> {
  return new Mud({ '/master.c': MASTER, '/a.c': PEER, '/b.c': PEER, '/cert.pem': TEST_CERT, '/key.pem': TEST_KEY, ...files }).boot()
}

/** Calls and waits for the host too. */
async function call(mud: Mud, ob: string, fn: string, ...args: any[]): Promise<any> {
  let out: { v?: any; e?: any } | null = null
  mud.start(ob, fn, args).then((v) => (out = { v }), (e) => (out = { e }))
  await until(mud, `${fn}()`, () => out)
  const o = out as unknown as { v?: any; e?: any }
  if (o.e) throw o.e
  return o.v
}

const log = (mud: Mud, ob: string) => mud.call(ob, 'log') as Promise<any[]>

for (const [name, mode, hello, answer] of [
  ['STREAM', 1, 'hällo', 'to you'], ['STREAM_BINARY', 3, new Uint8Array([0, 255, 7]), new Uint8Array([1])], ['STREAM_TLS', 5, 'secret', 'told'],
  ['MUD', 0, [1, ['two', -3], 'drei'], 4],
] as const) {
  both(`${name}: connect, accept, write both ways, close`, async (t) => {
    const mud = await world()
    const port = await call(mud, '/a', 'serve', mode, 0)
    t.ok(port > 0, `port ${port}`)
    t.equal(await call(mud, '/b', 'dial', mode, `127.0.0.1 ${port}`), 1)
    t.equal(await mud.call('/b', 'early'), -22, 'not before the write callback')
    await until(mud, 'ready', async () => (await log(mud, '/b')).some((x) => x[0] === 'ready'))
    t.equal(await call(mud, '/b', 'send', await mud.call('/b', 'fd'), hello), 1)
    await until(mud, 'data', async () => (await log(mud, '/a')).some((x) => x[0] === 'data'))
    const heard = (await log(mud, '/a')).find((x) => x[0] === 'data')[1]
    t.strictSame(heard, hello)
    t.equal(await call(mud, '/a', 'send', await mud.call('/a', 'got'), answer), 1)
    await until(mud, 'answer', async () => (await log(mud, '/b')).some((x) => x[0] === 'data'))
    t.strictSame((await log(mud, '/b')).find((x) => x[0] === 'data')[1], answer)
    const [, state, modeName, , , owner] = (await mud.call('/b', 'status', await mud.call('/b', 'fd'))) as any[]
    t.strictSame([state, modeName, owner.name], ['DATA_XFER', name, '/b'])
    t.equal(await call(mud, '/a', 'shut', await mud.call('/a', 'got')), 1)
    await until(mud, 'closed', async () => (await log(mud, '/b')).some((x) => x[0] === 'closed'))
    t.notOk((await log(mud, '/a')).some((x) => x[0] === 'closed'), 'who closes hears nothing')
    t.equal((await mud.call('/b', 'status', await mud.call('/b', 'fd')) as unknown[])[1], 'CLOSED', 'the number is free again')
    mud.close()
  })
}

both('DATAGRAM: there and back', async (t) => {
  const mud = await world()
  const port = await call(mud, '/a', 'udp', 2)
  await call(mud, '/b', 'udp', 2)
  t.equal(await call(mud, '/b', 'sendto', await mud.call('/b', 'fd'), 'ping', `127.0.0.1 ${port}`), 1)
  await until(mud, 'pong', async () => (await log(mud, '/b')).length)
  t.strictSame(await log(mud, '/b'), [['dgram', 'pong', '127.0.0.1']])
  t.strictSame(await log(mud, '/a'), [['dgram', 'ping', '127.0.0.1']])
  t.equal(await call(mud, '/b', 'sendto', await mud.call('/b', 'fd'), 'x', 'nowhere'), -21)
  t.equal(await call(mud, '/b', 'send', await mud.call('/b', 'fd'), 'x'), -13)
  t.equal(await call(mud, '/b', 'sendto', await mud.call('/b', 'fd'), 'x'.repeat(70_000), `127.0.0.1 ${port}`), -27)
  mud.close()
})

both('who keeps sending after it was hung up on is cut off', async (t) => {
  const mud = await world()
  const ended = new Promise<boolean>((done) => {
    const server = createServer({ allowHalfOpen: true }, (s) => {
      const timer = setInterval(() => s.write('x'), 20)
      s.on('error', () => {}).on('close', () => {
        clearInterval(timer)
        server.close()
        done(true)
      })
    }).listen(0, '127.0.0.1', async () => {
      await call(mud, '/b', 'dial', 3, `127.0.0.1 ${(server.address() as AddressInfo).port}`)
      await until(mud, 'data', async () => (await log(mud, '/b')).some((x) => x[0] === 'data'))
      await call(mud, '/b', 'shut', await mud.call('/b', 'fd'))
    })
  })
  t.ok(await ended)
  mud.close()
})

both('error numbers', async (t) => {
  const mud = await world()
  t.strictSame(await call(mud, '/a', 'codes'), [-5, -5, -12, -12, -5])
  for (const a of ['localhost 80', '127.0.0.1', '127.0.0.1 99999', '', 'a b c', '127.0.0.1 0', '1.2.3.4.5 6']) t.equal(await call(mud, '/a', 'badaddr', a), -21, a)
  const port = await call(mud, '/a', 'serve', 1, 0)
  t.equal(await call(mud, '/b', 'serve', 1, port), -9, 'address in use')
  t.equal(await call(mud, '/b', 'shut', await mud.call('/a', 'fd')), -7, 'another object\'s')
  mud.close()
})

both('a refused connection calls close', async (t) => {
  const mud = await world()
  const s = createServer().listen(0, '127.0.0.1')
  await new Promise((r) => s.once('listening', r))
  const { port } = s.address() as AddressInfo
  await new Promise((r) => s.close(r))
  t.equal(await call(mud, '/b', 'dial', 1, `127.0.0.1 ${port}`), 1)
  await until(mud, 'closed', async () => (await log(mud, '/b')).length)
  t.strictSame(await log(mud, '/b'), [['closed']])
  mud.close()
})

both('master decides; without valid_socket all is denied; no network, no sockets', async (t) => {
  const mud = await world()
  await mud.call('/master', 'allow', 0)
  t.equal(await call(mud, '/a', 'serve', 1, 0), -7)
  await mud.call('/master', 'allow', 1)
  await call(mud, '/a', 'serve', 1, 0)
  t.match(await mud.call('/master', 'asked'), ['create', 'create', 'bind', 'listen'])
  await t.rejects(mud.call('/a', 'dns', 'x').then(() => mud.call('/master', 'allow', 0)).then(() => mud.call('/a', 'dns', 'x')), /Permission denied/)
  mud.close()
  const none = await new Mud({ '/a.c': PEER }).boot()
  t.equal(await call(none, '/a', 'serve', 1, 0), -7)
  none.close()
  const vault = await new Mud({ '/master.c': MASTER, '/a.c': PEER }, { network: false }).boot()
  t.equal(await call(vault, '/a', 'serve', 1, 0), -7)
  vault.close()
})

both('sockets die with their object, and with the world', async (t) => {
  const mud = await world()
  const port = await call(mud, '/a', 'serve', 1, 0)
  const raw = connectTcp(port, '127.0.0.1')
  let over = false
  raw.on('close', () => (over = true)).on('error', () => {})
  await until(mud, 'accepted', async () => (await mud.call('/a', 'got')) !== -1)
  await mud.call('/a', 'die')
  await until(mud, 'closed', () => over)
  t.ok((await mud.call('/b', 'status', -1) as unknown[][]).every((s) => s[1] === 'CLOSED'))
  await call(mud, '/b', 'serve', 1, port)
  await new Promise<void>((done) => {
    mud.world.shutdown('test', done)
    void mud.clock.settle()
  })
  const again = createServer().listen(port, '127.0.0.1')
  await new Promise((r, j) => again.once('listening', r).once('error', j))
  again.close()
  mud.close()
})

both('reads come in order: the next when the callback of the last has ended', async (t) => {
  const mud = await world()
  const port = await call(mud, '/a', 'serve', 0, 0)
  await call(mud, '/b', 'dial', 0, `127.0.0.1 ${port}`)
  await until(mud, 'ready', async () => (await log(mud, '/b')).length)
  const fd = await mud.call('/b', 'fd')
  await call(mud, '/b', 'send', fd, 'wait')
  await call(mud, '/b', 'send', fd, 'after')
  await until(mud, 'first', async () => (await log(mud, '/a')).some((x) => x[1] === 'wait'))
  await new Promise((r) => setTimeout(r, 30))
  t.notOk((await log(mud, '/a')).some((x) => x[1] === 'after'))
  await mud.clock.advance(1_100)
  await until(mud, 'second', async () => (await log(mud, '/a')).some((x) => x[1] === 'after'))
  t.strictSame((await log(mud, '/a')).filter((x) => x[0] !== 'ready').map((x) => x.at(-1)), ['wait', 'woke', 'after'])
  mud.close()
})

both('release and acquire', async (t) => {
  const mud = await world()
  const port = await call(mud, '/a', 'serve', 1, 0)
  await call(mud, '/b', 'dial', 1, `127.0.0.1 ${port}`)
  await until(mud, 'ready', async () => (await log(mud, '/b')).length)
  const fd = await mud.call('/b', 'fd')
  mud.write({ '/c.c': PEER })
  t.equal(await mud.call('/c', 'steal', fd), -31, 'not offered')
  const c = await mud.world.find('/c')
  t.equal(await mud.call('/b', 'give', c!), 1)
  t.equal(await call(mud, '/b', 'send', fd, 'x'), -7)
  t.equal(await call(mud, '/c', 'send', fd, 'x'), 1)
  mud.close()
})

both('hostile: too many sockets, unread floods, frames that lie, writes without end', async (t) => {
  const mud = await world()
  t.equal(await call(mud, '/a', 'flood', 1_000), -1)
  await mud.call('/a', 'die')

  const port = await call(mud, '/b', 'serve', 0, 0)
  for (const bytes of [Buffer.from([255, 255, 255, 255]), Buffer.from([0, 0, 0, 0])]) {
    const raw = connectTcp(port, '127.0.0.1')
    let over = false
    raw.on('close', () => (over = true)).on('error', () => {})
    raw.write(bytes)
    await until(mud, 'turned away', () => over)
  }
  const raw = connectTcp(port, '127.0.0.1').on('error', () => {})
  const text = Buffer.from('({1,({2,({\0')
  const head = Buffer.alloc(4)
  head.writeUInt32BE(text.length)
  for (const b of Buffer.concat([head, text])) raw.write(Buffer.from([b]))
  await until(mud, 'a broken value is an LPC error', () => mud.logged.some((l) => l.level === 'error'))
  raw.destroy()

  // Nobody reads at the other end: writes are refused, memory stays.
  mud.write({ '/e.c': PEER })
  const held: Socket[] = []
  const mute = createServer({ pauseOnConnect: true }, (s) => void held.push(s)).listen(0, '127.0.0.1')
  await new Promise((r) => mute.once('listening', r))
  await call(mud, '/e', 'dial', 1, `127.0.0.1 ${(mute.address() as AddressInfo).port}`)
  await until(mud, 'ready', async () => (await log(mud, '/e')).length)
  const fd = await mud.call('/e', 'fd')
  t.equal(await call(mud, '/e', 'big', fd), -29)
  t.equal(await call(mud, '/e', 'again', fd), -22)
  await mud.call('/e', 'die')
  // Else what is unsent lingers.
  for (const s of held) s.destroy()
  mute.close()

  // A flood of datagrams: some are lost, the rest arrive, nothing breaks.
  mud.write({ '/f.c': PEER })
  const udp = await call(mud, '/f', 'udp', 4)
  const s = createSocket('udp4')
  for (let i = 0; i < 2_000; i++) s.send(Buffer.alloc(100), udp, '127.0.0.1')
  await until(mud, 'some', async () => (await log(mud, '/f')).length > 50)
  s.close()
  mud.close()
})

both('resolve: both ways, and what is not there', async (t) => {
  const mud = await world()
  await mud.call('/a', 'dns', '127.0.0.1')
  await mud.call('/a', 'dns', 'localhost')
  await mud.call('/a', 'dns', 'no..such')
  await until(mud, 'answers', async () => (await log(mud, '/a')).length === 3)
  const answers = await log(mud, '/a')
  t.ok(answers.some((a) => a[0] === 'localhost' && /^(127\.0\.0\.1|::1)$/.test(a[1])))
  t.ok(answers.some((a) => a[0] === 'no..such' && a[1] === 0))
  t.ok(answers.some((a) => a[1] === '127.0.0.1'))
  mud.close()
})
