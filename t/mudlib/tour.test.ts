/**
 * The tour of the README on the started program: `hauki up` as a process of its own, a wizard
 * on a real telnet socket, the planner on a real WebSocket, workers in real vaults.
 */
import t from 'tap'
import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import WebSocket from 'ws'
import { MUDLIB } from './harness.js'

/** Milliseconds for one answer: fifty cold vaults on a busy machine take a while. */
const PATIENCE = 60_000

const ROOT = resolve(MUDLIB, '..')
const dir = mkdtempSync(join(tmpdir(), 'hauki-tour-'))
const lib = join(dir, 'mudlib')
cpSync(MUDLIB, lib, { recursive: true, filter: (from) => !/\/mudlib\/(?:log|save|tmp|players|secure\/save)$/.test(from) })

/** Text that grows, and waiting for something in it. */
class Stream {
  text = ''
  private check: (() => void) | null = null

  push(text: string): void {
    this.text += text.replaceAll('\r', '')
    this.check?.()
  }

  /** Everything up to and with the first match, which is taken out of the stream. */
  until(what: RegExp): Promise<string> {
    return new Promise((ok, fail) => {
      const timer = setTimeout(() => {
        this.check = null
        fail(new Error(`waited for ${what}, saw: ${this.text}`))
      }, PATIENCE)
      this.check = () => {
        const m = what.exec(this.text)
        if (!m) return
        clearTimeout(timer)
        this.check = null
        const end = m.index + m[0].length
        const taken = this.text.slice(0, end)
        this.text = this.text.slice(end)
        ok(taken)
      }
      this.check()
    })
  }
}

class Telnet extends Stream {
  private readonly socket: Socket
  private held = Buffer.alloc(0)
  readonly closed: Promise<void>

  constructor(port: number) {
    super()
    this.socket = connect(port, '127.0.0.1')
    this.socket.on('data', (bytes) => this.push(this.plain(bytes).toString('utf8')))
    this.closed = new Promise((ok) => this.socket.on('close', () => ok()))
  }

  /** Without telnet commands; a command cut short waits for its rest. */
  private plain(bytes: Buffer): Buffer {
    const all = Buffer.concat([this.held, bytes])
    const out: number[] = []
    let i = 0
    for (; i < all.length; i++) {
      if (all[i] !== 255) {
        out.push(all[i])
        continue
      }
      if (i + 1 >= all.length) break
      const command = all[i + 1]
      if (command === 250) {
        const end = all.indexOf(Buffer.from([255, 240]), i)
        if (end < 0) break
        i = end + 1
      } else if (command >= 251 && command <= 254) {
        if (i + 2 >= all.length) break
        i += 2
      } else i += 1
    }
    this.held = all.subarray(i)
    return Buffer.from(out)
  }

  send(...lines: string[]): void {
    for (const line of lines) this.socket.write(line + '\r\n')
  }

  async do(line: string, until: RegExp): Promise<string> {
    this.send(line)
    return this.until(until)
  }
}

class Web extends Stream {
  private constructor(private readonly socket: WebSocket) {
    super()
    socket.on('message', (data) => this.push(data.toString()))
  }

  static open(url: string): Promise<Web> {
    const socket = new WebSocket(url, 'terminal.mudstandards.org')
    const web = new Web(socket)
    return new Promise((ok, fail) => {
      socket.on('open', () => ok(web))
      socket.on('error', fail)
    })
  }

  async do(line: string, until: RegExp): Promise<string> {
    this.socket.send(Buffer.from(line + '\n'))
    return this.until(until)
  }

  close(): void {
    this.socket.close()
  }
}

function start(): { child: ChildProcess; out: Stream } {
  const child = spawn(process.execPath, [join(ROOT, 'bin/hauki'), 'up', '--mud-mudlib', lib, '--core-authorities', `wiki=${lib}`,
    '--state-dir', join(dir, 'var'), '--telnet-port', '0', '--web-port', '0', '--core-port', '0'], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] })
  const out = new Stream()
  child.stdout!.on('data', (b) => out.push(String(b)))
  child.stderr!.on('data', (b) => out.push(String(b)))
  return { child, out }
}

const ports = (text: string) => ({ telnet: Number(/telnet 127\.0\.0\.1 (\d+)/.exec(text)![1]), web: /http:\/\/127\.0\.0\.1:(\d+)\//.exec(text)![1] })
const stopped = (child: ChildProcess) => new Promise<number | null>((ok) => child.on('exit', ok))

const MISSION = 'mapping config = ([ "routing": "p2p_preferred" ]); object remote_scout = clone_distributed("gem-pointer://wiki/workers/web_scout", config); '
  + 'mapping result = remote_scout->analyze_data("Latest AI architectures"); destruct(remote_scout);'

let passwords: { wizard: string; planner: string }
let running: ChildProcess | null = null

// Longer than tap's own: fifty vaults start in it.
t.setTimeout(3 * PATIENCE)
t.teardown(() => {
  running?.kill('SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

t.test('the first start, the tour, and Ctrl-C', async (t) => {
  const { child, out } = start()
  running = child
  const hello = await out.until(/Ctrl-C/)
  const { telnet, web } = ports(hello)
  passwords = { wizard: /name wizard +password (\w+)/.exec(hello)![1], planner: /name planner +password (\w+)/.exec(hello)![1] }

  const w = new Telnet(telnet)
  await w.until(/known\? /)
  await w.do('wizard', /Password: /)
  w.send(passwords.wizard)
  const room = await w.until(/~> /)
  t.match(room, /Welcome, Wizard/)
  t.notMatch(room, passwords.wizard, 'the password is not echoed')
  t.match(await w.do('say hello', /~> /), /You say: hello/)
  t.match(await w.do('who', /~> /), /Wizard +admin/)

  w.send('ed orc.c', 'a', 'inherit "/std/npc";', 'int strength = 12', 'int query_strength() { return strength; }', '.', 'w', 'q', 'update orc.c')
  const failed = await w.until(/does not compile\.\n~> /)
  t.match(failed, /orc\.c\(2,\d+\): error LPC\d+: .*\n +int strength = 12\n +\^/)
  w.send('ed orc.c', '2s/12/12;/', 'w', 'q', 'update orc.c', 'clone orc.c')
  t.match(await w.until(/cloned.*\n~> /), /updated/)
  t.match(await w.do('call orc->query_strength()', /~> /), /=> 12/)

  t.match(await w.do(`eval ${MISSION} return result;`, /~> /), /"keywords"/)
  w.send('ed mission', 'a', MISSION, 'return sizeof(result);', '.', 'wq')
  await w.until(/Done\.\n~> /)
  t.match(await w.do('run mission', /~> /), /=> 11/)

  t.match(await w.do('eval clone_distributed("int f( {");', /~> /), /\/worker\.c\(1,\d+\): error/)
  const remote = await w.do('eval object w = clone_distributed("int f(int i) { return 1 / i; }"); string s = catch(w->f(0)); write(s); w->f(0);', /~> /)
  t.match(remote, /\*Division by zero[^]*\*Division by zero[^]*run\(\) +\/players\/wizard\/tmp\/eval[^]*f\(\) +\/worker\.c:1 .* on /)

  // While the wizard waits for fifty vaults, the planner is answered.
  w.send('eval string src = "int work(int i) { return i * i; }"; object *ws = ({ }); for (int i = 0; i < 50; i++) ws += ({ clone_distributed(src) }); '
    + 'mixed r = ws->work(7); foreach (object x in ws) destruct(x); return sizeof(r - ({ 49 })) + sizeof(r);')
  const p = await Web.open(`ws://127.0.0.1:${web}/`)
  await p.until(/known\? /)
  await p.do('planner', /Password: /)
  await p.do(passwords.planner, /lantern here/)
  t.match(await p.do('eval 6 * 7', /=> \d+\n/), /=> 42/)
  t.match(await p.do(`eval ${MISSION} return result["words"];`, /=> \d+\n/), /=> 3/)
  t.equal(w.text.includes('=> 50'), false, 'the wizard still waits')
  t.match(await w.until(/ms\] => \d+\n~> /), /=> 50/)
  p.close()

  child.kill('SIGINT')
  await w.closed
  t.equal(await stopped(child), 0)
  running = null
})

t.test('a second start keeps the accounts and says no password', async (t) => {
  const { child, out } = start()
  running = child
  const hello = await out.until(/Ctrl-C/)
  t.notMatch(hello, /password/)
  const w = new Telnet(ports(hello).telnet)
  await w.until(/known\? /)
  await w.do('wizard', /Password: /)
  w.send(passwords.wizard)
  t.match(await w.until(/~> /), /Welcome back, Wizard/)
  t.match(await w.do('call orc->query_strength()', /~> /), /=> 12/, 'what was written is there')
  child.kill('SIGINT')
  t.equal(await stopped(child), 0)
  running = null
})
