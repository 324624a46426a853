/**
 * The MUD part of the program on a copy of the mudlib, with its real telnet and web ports, and
 * planners on real sockets. Nothing here looks inside but for the tokens of the first boot.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import WebSocket from 'ws'
import { pino } from 'pino'
import { readConfig } from '../../driver/roles/config.js'
import { startMud, type Mud } from '../../driver/roles/mud.js'
import { ROOT } from '../../driver/roles/paths.js'
import { NO_MESH, type Mesh } from '../../driver/mesh.js'
import { Mapping } from '../../driver/vm/mapping.js'
import type { Value } from '../../driver/vm/values.js'
import { apply } from '../../driver/world/flow.js'
import { Telnet } from '../e2e/kit.js'

/** Only a broken driver takes longer for one answer. */
const PATIENCE = 40_000

export interface Place {
  readonly dir: string
  readonly mudlib: string
  readonly auditFile: string
}

export interface Running {
  readonly mud: Mud
  readonly place: Place
  readonly webPort: number
  readonly telnetPort: number
  /** Of the first boot; empty later. */
  readonly token: string
  readonly password: string
  close(): Promise<void>
}

export function newPlace(t: Test): Place {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-planner-'))
  const mudlib = join(dir, 'mudlib')
  const lib = join(ROOT, 'mudlib')
  const grown = ['log', 'save', 'players', 'tmp', 'secure/save'].map((d) => join(lib, d))
  cpSync(lib, mudlib, { recursive: true, filter: (from) => !grown.includes(from) })
  t.teardown(() => rmSync(dir, { recursive: true, force: true }))
  return { dir, mudlib, auditFile: join(dir, 'var', 'audit', 'planner.ndjson') }
}

export async function start(t: Test, place: Place = newPlace(t), mesh: Mesh = NO_MESH): Promise<Running> {
  const config = readConfig(null, { 'state-dir': join(place.dir, 'var'), 'mud-mudlib': place.mudlib, 'telnet-port': '0', 'web-port': '0' }, {})
  const mud = await startMud(config, { mesh, log: pino({ level: process.env.PLANNER_LOG ?? 'silent' }), exit() {} })
  const { world } = mud
  const made = await new Promise<Value>((done) => world.start({}, (F) => apply(F, world.master!, 'first_boot'), (_e, v) => done(v)))
  const account = (role: string, what: string): string => (made instanceof Mapping ? String((made.get(role) as Mapping).get(what)) : '')
  const port = (what: string): number => Number(/(\d+)\/?$/.exec(mud.addresses.find((a) => a.what === what)!.where)![1])
  let closed = false
  const close = async (): Promise<void> => {
    if (closed) return
    closed = true
    await mud.close('test')
  }
  t.teardown(close)
  return { mud, place, webPort: port('web'), telnetPort: port('telnet'), token: account('planner', 'token'), password: account('wizard', 'password'), close }
}

/** An admin at a telnet. */
export async function admin(running: Running): Promise<Telnet> {
  const p = await Telnet.open(running.telnetPort)
  await p.login('wizard', running.password)
  return p
}

export function auditLines(place: Place): Array<Record<string, unknown>> {
  return readFileSync(place.auditFile, 'utf8').trimEnd().split('\n').map((l) => JSON.parse(l) as Record<string, unknown>)
}

export type Answer = { id: string | number; ok: boolean; result?: any; error?: any }

/** A planner on the json subprotocol. */
export class PlannerClient {
  readonly events: Array<{ event: string; seq: number; data: any }> = []
  /** Text of the game that came although this is no player. */
  text = ''
  closed: Promise<number>
  private serial = 0
  private readonly waiting = new Map<string, (a: Answer) => void>()
  private readonly looks = new Set<() => void>()

  private constructor(readonly socket: WebSocket) {
    this.closed = new Promise((done) => socket.on('close', (code) => done(code)))
    socket.on('error', () => {})
    socket.on('message', (data: Buffer, binary) => {
      if (binary) {
        this.text += data.toString('utf8')
        return
      }
      const envelope = JSON.parse(data.toString('utf8')) as { proto: string; id: string; data: string }
      if (envelope.proto !== 'planner') return
      const body = JSON.parse(envelope.data) as any
      if (body.event) this.events.push(body)
      else this.waiting.get(String(body.id))?.(body as Answer)
      for (const look of this.looks) look()
    })
  }

  static open(running: Running): Promise<PlannerClient> {
    return new Promise((done, fail) => {
      const socket = new WebSocket(`ws://127.0.0.1:${running.webPort}/`, 'json.mudstandards.org')
      const client = new PlannerClient(socket)
      socket.once('open', () => done(client))
      socket.once('error', fail)
    })
  }

  static async login(running: Running, token = running.token): Promise<PlannerClient> {
    const client = await PlannerClient.open(running)
    let a = await client.ask('login', { token })
    // Tests log in faster than planners may: wait as long as a planner is told to.
    while (!a.ok && a.error?.code === 'QUOTA') {
      await new Promise((done) => setTimeout(done, Number(a.error?.retry_after_ms)))
      a = await client.ask('login', { token })
    }
    if (!a.ok) throw new Error(JSON.stringify(a))
    return client
  }

  raw(data: string, id = ''): void {
    this.socket.send(JSON.stringify({ proto: 'planner', id, data }))
  }

  ask(verb: string, args: object = {}): Promise<Answer> {
    const id = `r${++this.serial}`
    return new Promise((done, fail) => {
      const timer = setTimeout(() => fail(new Error(`no answer to ${verb} ${JSON.stringify(args)}`)), PATIENCE * 2)
      this.waiting.set(id, (a) => {
        clearTimeout(timer)
        this.waiting.delete(id)
        done(a)
      })
      this.raw(JSON.stringify({ id, verb, ...args }))
    })
  }

  /** The result; an error fails the test. */
  async do(verb: string, args: object = {}): Promise<any> {
    const a = await this.ask(verb, args)
    if (!a.ok) throw new Error(`${verb}: ${JSON.stringify(a.error)}`)
    return a.result
  }

  /** The error's code, or '' when it went well. */
  async refused(verb: string, args: object = {}): Promise<any> {
    const a = await this.ask(verb, args)
    return a.ok ? { code: '' } : a.error
  }

  async event(test: (e: { event: string; data: any }) => boolean): Promise<any> {
    return new Promise((done, fail) => {
      const finish = (): void => {
        clearTimeout(timer)
        this.looks.delete(look)
      }
      const look = (): void => {
        const found = this.events.find(test)
        if (!found) return
        finish()
        done(found)
      }
      const timer = setTimeout(() => {
        finish()
        fail(new Error(`no such event; there were ${JSON.stringify(this.events)}`))
      }, PATIENCE)
      this.looks.add(look)
      look()
    })
  }

  close(): void {
    this.socket.close()
  }
}
