/**
 * The README's "On several machines", done as written, with a network namespace for each machine: a
 * wizard at the first uses a worker on the third. The Core is on the second; the third's address for
 * workers is on a cable of its own to the first, until that is cut.
 */
import t from 'tap'
import { spawn, type ChildProcess } from 'node:child_process'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Cable, ipIn, netns, runIn, skip } from '../vaultd/netns.js'
import { Place } from './kit.js'
import { Stream } from './stream.js'

const HAUKI = resolve(fileURLToPath(import.meta.url), '../../../../bin/hauki')

/** A socket with a person before it. */
const TERMINAL = "const s = require('net').connect(4000, '127.0.0.1'); process.stdin.pipe(s); s.pipe(process.stdout)"

/** A command in a namespace, and what it says. */
class There extends Stream {
  readonly process: ChildProcess
  all = ''

  constructor(ns: string, ...command: string[]) {
    super()
    const env = Object.fromEntries(Object.entries(process.env).filter(([k]) => !k.startsWith('HAUKI_')))
    this.process = spawn('ip', ['netns', 'exec', ns, ...command], { env, stdio: ['pipe', 'pipe', 'pipe'] })
    for (const out of [this.process.stdout!, this.process.stderr!]) {
      out.on('data', (d: Buffer) => {
        this.all += d.toString()
        this.push(d.toString())
      })
    }
    this.process.on('close', () => this.end())
    process.on('exit', () => this.process.kill('SIGKILL'))
  }

  protected override said(): string {
    return this.all
  }

  async ask(line: string, answer: RegExp): Promise<string> {
    this.process.stdin!.write(`${line}\n`)
    return this.expect(answer)
  }

  async stop(): Promise<number | null> {
    const ended = new Promise<number | null>((done) => this.process.once('close', done))
    this.process.kill('SIGINT')
    return ended
  }
}

t.test('three roles by hand on three machines: direct, with the direct path cut, and through the Core only', { skip }, async (t) => {
  const [first, second, third] = ['first', 'second', 'third'].map(netns) as [string, string, string]
  const toCore = new Cable(31, second, first)
  const fromNode = new Cable(32, second, third)
  const vpn = new Cable(33, first, third)
  // The third reaches the Core's one address over its own cable.
  ipIn(third, 'route', 'add', `${toCore.a.address}/32`, 'via', fromNode.a.address)
  ipIn(second, 'route', 'replace', `${fromNode.b.address}/32`, 'dev', fromNode.a.name)

  const place = new Place(t)
  const all: There[] = []
  t.teardown(() => { for (const p of all) p.process.kill('SIGKILL') })
  const hauki = (ns: string, ...args: string[]): There => {
    all.push(new There(ns, process.execPath, HAUKI, ...args, '--state-dir', `${place.dir}/var-${ns}`))
    return all.at(-1)!
  }
  const core = hauki(second, 'core', '--core-host', toCore.a.address, '--invite', 'node,driver', '--core-authorities', `wiki=${place.mudlib}`)
  const invite = async (role: string): Promise<string> => /(hauki-invite\S+)/.exec(await core.expect(new RegExp(`invite for a ${role}: \\S+\\n`)))![1]
  const forNode = await invite('node')
  const forDriver = await invite('driver')
  const node = hauki(third, 'node', '--join', forNode, '--node-interface', vpn.b.name, '--node-pool', '2')
  const driver = hauki(first, 'driver', '--mesh-invite', forDriver, '--mud-mudlib', place.mudlib)
  await node.expect(/joined ws:/)
  const said = await driver.expect(/wizard +name wizard +password \S+\n/)
  const wizard = new There(first, process.execPath, '-e', TERMINAL)
  all.push(wizard)
  await wizard.expect(/By what name/)
  await wizard.ask('wizard', /Password: /)
  await wizard.ask(/password (\S+)\n$/.exec(said)![1], /Welcome, Wizard/)

  const source = 'int n; int add(int x) { n += x; return n; }'
  const route = (w: string): string => `write("route=" + mesh_info(${w})["route"] + " n=" + ${w}->add(1) + "\\n")`
  await wizard.ask(`eval object w = clone_distributed("${source}", ([ "lease": 3 ])); ${route('w')}; destruct(w);`, /route=direct n=1\r?\n/)

  // One worker through all that happens: the script goes on for as long as it is called.
  await wizard.ask(`eval object w = clone_distributed("${source}", ([ "lease": 3 ])); int i; string was; while (i < 100000) { i = w->add(1); string now = mesh_info(w)["route"]; if (now != was) write("by " + now + " at " + i + "\\n"); was = now; if (now == "relay" && i > 20) { write("still " + w->add(1) + " after " + i + "\\n"); break; } sleep(0.05); } destruct(w);`, /by direct at 1\r?\n/)
  vpn.down()
  const [, at] = /by relay at (\d+)\r?\n/.exec(await wizard.expect(/by relay at \d+\r?\n/))!
  t.ok(Number(at) > 1, `the direct path is cut: the same worker by the relay at call ${at}`)
  const [, still, after] = /still (\d+) after (\d+)/.exec(await wizard.expect(/still \d+ after \d+\r?\n/))!
  t.equal(Number(still), Number(after) + 1, 'it has counted every call once')

  await wizard.ask(`eval object w = clone_distributed("${source}", ([ "routing": "relay_only" ])); ${route('w')}; destruct(w);`, /route=relay n=1\r?\n/)
  t.pass('and a new one, through the Core')
  t.match(runIn(second, process.execPath, HAUKI, 'core', 'list', '--state-dir', `${place.dir}/var-${second}`), /node/)
  t.same(await Promise.all([driver.stop(), node.stop(), core.stop()]), [0, 0, 0], 'each ends as it is told')
})
