/**
 * GMCP messages as every wire carries them: `Package.Name json`. Names are matched without
 * regard to case and leave in their canonical case. Also the Core package, which is about the
 * connection itself. Not for: Char, Room, Comm (the mudlib's).
 */
import { GMCP_DEPTH, GMCP_IN_BYTES, GMCP_MODULES, GMCP_OUT_BYTES, MAX_COLS, MAX_NAME, MAX_ROWS } from './limits.js'
import { cleanName } from './text.js'
import type { WireEvents, WireInfo } from './wire.js'

export interface GmcpMessage {
  readonly name: string
  /** Parsed JSON; undefined when the message has no body. */
  readonly data: unknown
}

const NAME = /^[a-z][\w-]*(?:\.[a-z_][\w-]*)*$/i

const CANONICAL = new Map([
  'Core.Hello', 'Core.Supports.Set', 'Core.Supports.Add', 'Core.Supports.Remove', 'Core.Ping', 'Core.KeepAlive', 'Core.Goodbye',
  'Core.Echo', 'Core.Terminal', 'Core.Interrupt', 'Session.Token', 'Session.Resume', 'Session.Resumed', 'Session.Refused',
  'Char.Login.Default', 'Char.Login.Credentials', 'Char.Login.Result', 'Char.Name', 'Char.Base', 'Char.StatusVars', 'Char.Status',
  'Char.Vitals', 'Char.Items.List', 'Char.Items.Add', 'Char.Items.Remove', 'Char.Items.Update', 'Char.Items.Inv', 'Char.Items.Contents',
  'Char.Skills.Get', 'Char.Skills.List', 'Char.Afflictions.List', 'Char.Afflictions.Add', 'Char.Afflictions.Remove', 'Char.Defences.List',
  'Room.Info', 'Room.WrongDir', 'Room.Players', 'Room.AddPlayer', 'Room.RemovePlayer',
  'Comm.Channel.List', 'Comm.Channel.Text', 'Comm.Channel.Players', 'Comm.Channel.Enable',
  'Client.GUI', 'Client.Map', 'Client.Media.Default', 'Client.Media.Load', 'Client.Media.Play', 'Client.Media.Stop',
  'External.Discord.Hello', 'External.Discord.Get', 'External.Discord.Info', 'External.Discord.Status', 'Group',
  'Wiz.Error', 'Wiz.Trace', 'Wiz.File', 'Wiz.Edit',
].map((name) => [name.toLowerCase(), name]))

/** The name in its usual case; unknown names stay as they are. */
export function canonicalName(name: string): string {
  return CANONICAL.get(name.toLowerCase()) ?? name
}

/** null: not a GMCP message, too long, or too deep. */
export function parseGmcp(text: string): GmcpMessage | null {
  if (text.length > GMCP_IN_BYTES) return null
  const space = text.search(/\s/)
  const name = space < 0 ? text : text.slice(0, space)
  if (!NAME.test(name)) return null
  const body = space < 0 ? '' : text.slice(space).trim()
  if (body === '') return { name: canonicalName(name), data: undefined }
  if (depth(body) > GMCP_DEPTH) return null
  try {
    return { name: canonicalName(name), data: JSON.parse(body) as unknown }
  } catch {
    return null
  }
}

/** null: the value is no JSON, or too long for clients to take. */
export function formatGmcp(name: string, data: unknown): string | null {
  try {
    const json = data === undefined ? '' : ' ' + JSON.stringify(data, integers)
    const text = canonicalName(name) + json
    return Buffer.byteLength(text) > GMCP_OUT_BYTES ? null : text
  } catch {
    return null
  }
}

/** LPC ints beyond 2^53 have no exact JSON number that clients read back; they go as strings. */
function integers(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

/** Nesting of a JSON text, without parsing it. */
function depth(json: string): number {
  let level = 0
  let deepest = 0
  let quoted = false
  for (let i = 0; i < json.length; i++) {
    const c = json.charCodeAt(i)
    if (quoted) {
      if (c === 0x5c) i++
      else if (c === 0x22) quoted = false
    } else if (c === 0x22) quoted = true
    else if (c === 0x5b || c === 0x7b) deepest = Math.max(deepest, ++level)
    else if (c === 0x5d || c === 0x7d) level--
  }
  return deepest
}

/** What the Core package needs of its wire. */
export interface GmcpOwner {
  readonly info: WireInfo
  readonly events: Pick<WireEvents, 'gmcp' | 'window' | 'interrupt'>
  sendGmcp(text: string): void
}

/** One client's GMCP: the Core package handled, the rest passed on; Supports kept. */
export class GmcpSession {
  #modules: Set<string> | null = null

  constructor(private readonly owner: GmcpOwner) {}

  /** Until a client lists what it supports, it gets everything. `Char 1` implies `Char.Vitals`. */
  supports(name: string): boolean {
    if (!this.#modules) return true
    const parts = name.toLowerCase().split('.')
    if (parts[0] === 'core' || parts[0] === 'session' || parts[0] === 'char' && parts[1] === 'login') return true
    for (let n = parts.length; n > 0; n--) if (this.#modules.has(parts.slice(0, n).join('.'))) return true
    return false
  }

  /** What the client said it supports; null: it has not said. */
  get modules(): readonly string[] | null {
    return this.#modules ? [...this.#modules] : null
  }

  set modules(names: readonly string[] | null) {
    this.#modules = names ? new Set(names) : null
  }

  receive({ name, data }: GmcpMessage): void {
    switch (name) {
      case 'Core.Ping':
        return this.owner.sendGmcp('Core.Ping')
      case 'Core.KeepAlive':
        return
      case 'Core.Interrupt':
        return this.owner.events.interrupt()
      case 'Core.Terminal':
        return this.#terminal(data)
      case 'Core.Hello':
        this.#hello(data)
        break
      case 'Core.Supports.Set':
        this.#modules = new Set()
        this.#change(data, true)
        break
      case 'Core.Supports.Add':
      case 'Core.Supports.Remove':
        this.#modules ??= new Set()
        this.#change(data, name === 'Core.Supports.Add')
        break
    }
    this.owner.events.gmcp(name, data)
  }

  #hello(data: unknown): void {
    const { client, version } = fields(data)
    if (typeof client !== 'string') return
    this.owner.info.client = cleanName(typeof version === 'string' ? `${client} ${version}` : client, MAX_NAME)
  }

  #terminal(data: unknown): void {
    const { cols, rows, screenReader, links } = fields(data)
    if (typeof screenReader === 'boolean') this.owner.info.screenReader = screenReader
    if (typeof links === 'boolean') this.owner.info.links = links ? 'osc8' : ''
    if (typeof cols !== 'number' || typeof rows !== 'number') return
    setWindow(this.owner.info, this.owner.events, cols, rows)
  }

  #change(data: unknown, add: boolean): void {
    if (!Array.isArray(data) || !this.#modules) return
    for (const entry of data) {
      if (typeof entry !== 'string') continue
      const module = entry.trim().split(/\s+/)[0].toLowerCase()
      if (!add) this.#modules.delete(module)
      else if (this.#modules.size < GMCP_MODULES && module.length <= MAX_NAME) this.#modules.add(module)
    }
  }
}

function fields(data: unknown): Record<string, unknown> {
  return typeof data === 'object' && data !== null ? data as Record<string, unknown> : {}
}

/** Clamps and tells a window size; 0 means unknown and changes nothing. */
export function setWindow(info: WireInfo, events: Pick<WireEvents, 'window'>, cols: number, rows: number): void {
  const c = Math.min(MAX_COLS, Math.trunc(cols))
  const r = Math.min(MAX_ROWS, Math.trunc(rows))
  if (c > 0) info.cols = c
  if (r > 0) info.rows = r
  if (c > 0 || r > 0) events.window(info.cols, info.rows)
}
