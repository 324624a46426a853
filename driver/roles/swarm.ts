/** The command-line tools of the mesh: meshfs_resolve, swarm_spawn_ephemeral, swarm. */
import { readFileSync } from 'node:fs'
import { formatValue } from '../../efuns/format/value.js'
import { keyFromText, loadOrCreateKeys } from '../../netd/keys.js'
import { connectMesh, parseInvite, type DriverMesh } from '../../vaultd/index.js'
import type { CloneConfig } from '../mesh.js'
import type { RemoteEnd, RemoteFailure } from '../vm/object.js'
import { ConfigError, text } from './config.js'
import { makeLogger } from './log.js'
import { lpcArgument } from './arguments.js'
import { makeWorld } from './make-world.js'
import { TOOL_NAME } from './mesh-parts.js'
import { state } from './state.js'
import type { Settings } from './settings.js'
import { traceLines } from './trace-text.js'

/** What a tool waits for one answer, in ms. */
const TOOL_TIMEOUT = 60_000
const REFRESH_MS = 1_000
/** What a tool waits for the Core to let it in, in ms; after that its first request says why not. */
const JOIN_MS = 3_000

interface CorePlace {
  readonly url: string
  readonly key: Uint8Array
  readonly invite: string | null
}

/** The Core an invite names, or the one that runs here. */
function place(config: Settings): CorePlace {
  const line = text(config, 'mesh.invite')
  if (line) {
    const i = parseInvite(line)
    return { url: i.url, key: i.coreKey, invite: i.secret }
  }
  try {
    const { url, key } = JSON.parse(readFileSync(state(config, 'core.json'), 'utf8')) as { url: string; key: string }
    return { url, key: keyFromText(key), invite: null }
  } catch {
    throw new ConfigError(`no Core runs from the state folder ${state(config)}; start one (npm start), or name one with --mesh-invite`)
  }
}

function open(config: Settings): DriverMesh {
  const at = place(config)
  return connectMesh({ core: { url: at.url, key: at.key }, keys: loadOrCreateKeys(state(config, 'tool.key')), name: TOOL_NAME, invite: at.invite, log: makeLogger(config, 'tool') })
}

function joinedOrLate(mesh: DriverMesh): Promise<void> {
  return Promise.race([mesh.joined, new Promise<void>((done) => setTimeout(done, JOIN_MS))])
}

function tell(f: RemoteFailure): number {
  console.error([`${f.code}: ${f.message}`, ...traceLines(f.trace)].join('\n'))
  return 1
}

export async function resolvePointer(config: Settings, [uri]: string[]): Promise<number> {
  if (uri === undefined) throw new ConfigError('usage: hauki meshfs_resolve gem-pointer://authority/path')
  const mesh = open(config)
  try {
    await joinedOrLate(mesh)
    return await new Promise<number>((done) => {
      mesh.resolve(uri, (failure, document) => {
        if (failure) return done(tell(failure))
        process.stdout.write(document.endsWith('\n') ? document : `${document}\n`)
        done(0)
      })
    })
  } finally {
    await mesh.close()
  }
}

export async function spawnEphemeral(config: Settings, [source, ...args]: string[], method: string | undefined): Promise<number> {
  if (source === undefined) throw new ConfigError('usage: hauki swarm_spawn_ephemeral URI|- [--call FN ARG…]  ("-" reads LPC source from standard input)')
  const mesh = open(config)
  const world = makeWorld({ mudlibDir: '.', masterFile: '/master' })
  const wanted: CloneConfig = { routing: 'p2p_preferred', count: 1, requires: [], node: null, memory: null, cpu: null, ttl: null, lease: 3_000, timeout: TOOL_TIMEOUT, args: [], isolation: 'none' }
  try {
    await joinedOrLate(mesh)
    const from = source === '-' ? { text: readFileSync(0, 'utf8') } : { pointer: source }
    const [failure, end] = await new Promise<[RemoteFailure | null, RemoteEnd | undefined]>((done) => mesh.clone(from, wanted, 'command line', (f, ends) => done([f, ends[0]])))
    if (failure || !end) return tell(failure!)
    if (method === undefined) {
      for (const [k, v] of end.info()) console.log(`${k}: ${formatValue(v)}`)
      end.destruct()
      return 0
    }
    return await new Promise<number>((done) => {
      end.call(method, args.map((a) => lpcArgument(world, a)), { chain: '', deadlineMs: TOOL_TIMEOUT }, (f, value) => {
        end.destruct()
        if (f) return done(tell(f))
        console.log(formatValue(value))
        done(0)
      })
    })
  } finally {
    await mesh.close()
  }
}

/** Redraws once a second on a terminal; prints once into a pipe. */
export async function table(config: Settings): Promise<number> {
  const base = place(config).url.replace(/^ws/, 'http').replace(/\/mesh$/, '/api/v2/swarm')
  const get = async (what: string): Promise<Array<Record<string, unknown>>> => {
    const r = await fetch(`${base}/${what}`)
    return (await r.json()) as Array<Record<string, unknown>>
  }
  for (;;) {
    let nodes, workers
    try {
      ;[nodes, workers] = await Promise.all([get('nodes'), get('workers')])
    } catch (e) {
      console.error(`CORE_DOWN: the Core at ${base} cannot be reached (${e instanceof Error ? ((e.cause as Error | undefined)?.message ?? e.message) : e})`)
      return 1
    }
    if (process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[H')
    console.log(rows('Nodes', nodes))
    console.log(rows('Workers', workers.filter((w) => w.ended_at === null)))
    if (!process.stdout.isTTY) return 0
    await new Promise((r) => setTimeout(r, REFRESH_MS))
  }
}

/** A list of records as a table. */
export function rows(title: string, list: ReadonlyArray<Record<string, unknown>>): string {
  if (list.length === 0) return `${title}: none\n`
  const columns = Object.keys(list[0])
  const cell = (v: unknown): string => (typeof v === 'object' && v !== null ? JSON.stringify(v) : String(v))
  const width = columns.map((c) => Math.max(c.length, ...list.map((r) => cell(r[c]).length)))
  const line = (cells: readonly string[]): string => cells.map((c, i) => c.padEnd(width[i])).join('  ').trimEnd()
  return [`${title} (${list.length})`, line(columns), ...list.map((r) => line(columns.map((c) => cell(r[c])))), ''].join('\n')
}
