/**
 * The messages of the control plane: what driver, Core and node say to each other, and how each
 * is read from the wire. Everything that arrives is checked here, once.
 *
 *   driver → Core   spawn, kill, alive, handoff, resolve, status        Core → driver   ticket, exited
 *   node → Core     announce, heartbeat, placed, exited, redeemed, refused, files
 *   Core → node     spawn, kill, relay, dismiss
 */
import type { CloneLimits } from '../driver/mesh.js'
import type { Plain } from '../netd/plain.js'
import { VaultError } from './errors.js'
import { isWanted, type Isolation, type Wanted } from './isolation.js'
import { MAX_CPU, MAX_FILES, MAX_LEASE, MAX_MEMORY, MAX_TAG_LENGTH, MAX_TAGS, MAX_VAULTS, MIN_CPU, MIN_LEASE, MIN_MEMORY } from './limits.js'
import type { Routing } from '../netd/routes.js'
import * as read from './plain-read.js'

/** Longest ttl: a year. */
const MAX_TTL = 366 * 86_400_000
/** LPC source of one worker, in UTF-16 units. */
const MAX_TEXT = 1024 * 1024
/** Encoded arguments of create(). */
const MAX_ARGS = 1024 * 1024
/** Figures of a worker's end, and the length of one. */
const MAX_DETAILS = 32
const MAX_DETAIL = 64
/** Least and most of each limit: with fewer processes or descriptors node itself does not run. */
const LIMIT_BOUNDS: Readonly<Record<keyof CloneLimits, readonly [number, number]>> = {
  tasks: [16, 1_024], files: [32, 1_024], bytes: [1, Number.MAX_SAFE_INTEGER], ticks: [1_000, 1e12], cpuSeconds: [0.1, 31_536_000],
}
const ID = /^[a-z0-9_]{1,64}$/
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/

export function checkName(name: string, what: string): string {
  if (!NAME.test(name)) throw new VaultError('BAD_REQUEST', `${what} must be letters, digits, "_", "." and "-", at most 63 of them`)
  return name
}

/** SPAWN_DISTRIBUTED. */
export interface SpawnRequest {
  readonly source: { readonly pointer: string } | { readonly text: string }
  readonly requires: readonly string[]
  readonly node: string | null
  readonly memory: number | null
  readonly cpu: number | null
  readonly limits: CloneLimits
  readonly ttl: number | null
  readonly lease: number
  readonly timeout: number
  readonly isolation: Wanted
  readonly routing: Routing
  /** An LPC array, by netd's codec. */
  readonly args: Uint8Array
  /** Object name or user, for the registry. */
  readonly owner: string
  /** The worker that this one takes the place of: its next incarnation. */
  readonly again: WorkerRef | null
  /** By which number the ticket may be told before the worker is made; null: not. */
  readonly clone: number | null
}

export function readSpawn(v: Plain): SpawnRequest {
  const f = read.record(v)
  const pointer = read.optionalText(f, 'pointer', 512)
  const source = pointer !== null ? { pointer } : { text: read.text(f, 'text', MAX_TEXT) }
  const isolation = read.optionalText(f, 'isolation', 16) ?? 'none'
  if (!isWanted(isolation)) throw new VaultError('BAD_REQUEST', 'isolation must be "none", "unshare", "process", "bubblewrap" or "lxc"')
  const routing = read.optionalText(f, 'routing', 32) ?? 'p2p_preferred'
  if (!/^(p2p|relay)_(preferred|only)$/.test(routing)) throw new VaultError('BAD_REQUEST', 'routing must be "p2p_preferred", "p2p_only", "relay_preferred" or "relay_only"')
  return {
    source, isolation, routing: routing as Routing,
    requires: read.texts(f, 'requires', MAX_TAGS, MAX_TAG_LENGTH),
    node: read.optionalText(f, 'node', 63),
    memory: read.optionalWhole(f, 'memory', MIN_MEMORY, MAX_MEMORY),
    cpu: read.optionalNumber(f, 'cpu', MIN_CPU, MAX_CPU),
    limits: readLimits(f),
    ttl: read.optionalWhole(f, 'ttl', 1, MAX_TTL),
    lease: read.whole(f, 'lease', MIN_LEASE, MAX_LEASE),
    timeout: read.number(f, 'timeout', 1, 600_000),
    args: read.bytes(f, 'args', 0, MAX_ARGS),
    owner: read.optionalText(f, 'owner', 256) ?? '',
    again: f.again === undefined || f.again === null ? null : readWorkerRef(f.again),
    clone: read.optionalWhole(f, 'clone', 1, Number.MAX_SAFE_INTEGER),
  }
}

function readLimits(f: read.Fields): CloneLimits {
  const given = f.limits === undefined || f.limits === null ? {} : read.record(f.limits, 'limits')
  const limits: Record<string, number> = {}
  for (const [key, [min, max]] of Object.entries(LIMIT_BOUNDS)) {
    const v = (key === 'cpuSeconds' ? read.optionalNumber : read.optionalWhole)(given, key, min, max)
    if (v !== null) limits[key] = v
  }
  return limits
}

/** The Core's order to a node. */
export interface SpawnOrder {
  readonly worker: string
  readonly incarnation: number
  readonly main: string
  readonly files: Record<string, string>
  /** Where missing files come from; '' for nowhere. */
  readonly authority: string
  /** What the authority's library shows to all its programs, where it comes along; '' for none. */
  readonly simulEfun: string
  readonly include: string
  readonly args: Uint8Array
  readonly memory: number | null
  readonly cpu: number | null
  readonly limits: CloneLimits
  readonly lease: number
  readonly ttl: number | null
  /** Route A is wanted: without, no port is opened. */
  readonly direct: boolean
  /** Tell where it will be (`placed`) before it is made. */
  readonly early: boolean
  /** For announcements after the Core has forgotten. */
  readonly owner: Uint8Array
  readonly ownerName: string
  readonly source: string
  readonly sourceHash: string
}

export function readOrder(v: Plain): SpawnOrder {
  const f = read.record(v)
  return {
    ...readWorkerRef(v),
    main: read.text(f, 'main', 1024),
    files: read.files(f, 'files', MAX_FILES),
    authority: read.text(f, 'authority', 256),
    simulEfun: read.optionalText(f, 'simulEfun', 512) ?? '',
    include: read.optionalText(f, 'include', 512) ?? '',
    args: read.bytes(f, 'args', 0, MAX_ARGS),
    memory: read.optionalWhole(f, 'memory', MIN_MEMORY, MAX_MEMORY),
    cpu: read.optionalNumber(f, 'cpu', MIN_CPU, MAX_CPU),
    limits: readLimits(f),
    lease: read.whole(f, 'lease', MIN_LEASE, MAX_LEASE),
    ttl: read.optionalWhole(f, 'ttl', 1, MAX_TTL),
    direct: f.direct !== false,
    early: f.early === true,
    owner: read.bytes(f, 'owner', 32, 32),
    ownerName: read.text(f, 'ownerName', 256),
    source: read.text(f, 'source', 512),
    sourceHash: read.text(f, 'sourceHash', 64),
  }
}

/** What a node answers to a spawn order, and tells before with `placed`. */
export interface Spawned {
  readonly key: Uint8Array
  readonly vault: string
  readonly isolation: Isolation
  /** Route A; '' and 0 without. */
  readonly host: string
  readonly port: number
  readonly warm: boolean
}

export function readSpawned(v: Plain): Spawned {
  const f = read.record(v)
  return {
    key: read.bytes(f, 'key', 32, 32), vault: read.text(f, 'vault', 64), isolation: readIsolation(f),
    host: read.text(f, 'host', 64), port: read.whole(f, 'port', 0, 65535), warm: f.warm === true,
  }
}

function readIsolation(f: read.Fields): Isolation {
  const s = read.text(f, 'isolation', 16)
  if (s !== 'none' && s !== 'unshare' && s !== 'bubblewrap' && s !== 'lxc') throw new VaultError('BAD_REQUEST', 'isolation is unknown')
  return s
}

export interface WorkerRef {
  readonly worker: string
  readonly incarnation: number
}

export function readWorkerRef(v: Plain): WorkerRef {
  const f = read.record(v)
  const worker = read.text(f, 'worker', 64)
  if (!ID.test(worker)) throw new VaultError('BAD_REQUEST', 'worker is not a worker id')
  return { worker, incarnation: read.whole(f, 'incarnation', 1, 0xffffffff) }
}

/** The Core's order to dial in for Route B. */
export function readRelay(v: Plain): WorkerRef & { readonly token: string } {
  return { ...readWorkerRef(v), token: read.text(read.record(v), 'token', 64) }
}

/** What a node is, in its hello. */
export interface NodeHello {
  readonly name: string
  readonly bootEpoch: string
  readonly isolation: Isolation
  readonly backend: string
  readonly address: string
  readonly tags: readonly string[]
  readonly cpus: number
  readonly memory: number
  readonly maxVaults: number
}

export function readNodeHello(v: Plain): NodeHello {
  const f = read.record(v)
  return {
    name: checkName(read.text(f, 'name'), 'the node name'),
    bootEpoch: read.text(f, 'bootEpoch', 64), isolation: readIsolation(f), backend: read.text(f, 'backend', 32), address: read.text(f, 'address', 64),
    tags: read.texts(f, 'tags', MAX_TAGS, MAX_TAG_LENGTH), cpus: read.number(f, 'cpus', 0, 65536), memory: read.whole(f, 'memory', 0, 1e9),
    maxVaults: read.whole(f, 'maxVaults', 0, MAX_VAULTS),
  }
}

/** What a node says once a second. */
export interface Load {
  readonly freeMemory: number
  readonly load: number
  readonly running: number
  readonly warm: number
}

export function readLoad(v: Plain): Load {
  const f = read.record(v)
  return {
    freeMemory: read.number(f, 'freeMemory', 0, 1e9), load: read.number(f, 'load', 0, 1e6),
    running: read.whole(f, 'running', 0, 1e6), warm: read.whole(f, 'warm', 0, 1e6),
  }
}

/** A worker that runs, as its node announces it. */
export interface Announced extends WorkerRef {
  readonly vault: string
  readonly isolation: Isolation
  readonly owner: Uint8Array
  readonly ownerName: string
  readonly source: string
  readonly sourceHash: string
  readonly lease: number
  readonly workerKey: Uint8Array | null
  readonly startedAt: number
}

export function readAnnounce(v: Plain): Announced[] {
  return read.list(read.record(v), 'workers', MAX_VAULTS).map((item) => {
    const f = read.record(item)
    return {
      ...readWorkerRef(item), vault: read.text(f, 'vault', 64), isolation: readIsolation(f), owner: Uint8Array.from(read.bytes(f, 'owner', 32, 32)), ownerName: read.text(f, 'ownerName', 256),
      source: read.text(f, 'source', 512), sourceHash: read.text(f, 'sourceHash', 64), lease: read.whole(f, 'lease', MIN_LEASE, MAX_LEASE),
      workerKey: f.key === undefined ? null : Uint8Array.from(read.bytes(f, 'key', 32, 32)), startedAt: read.whole(f, 'startedAt', 0, 8.64e15),
    }
  })
}

/** Why a worker ended: `reason` in one word and figures. */
export function readEnd(v: Plain): Record<string, string | number> {
  const end: Record<string, string | number> = {}
  const f = read.record(v)
  if (f.details === undefined) return end
  const entries = Object.entries(read.record(f.details))
  if (entries.length > MAX_DETAILS) throw new VaultError('BAD_REQUEST', 'details are too many')
  for (const [k, x] of entries) if ((typeof x === 'string' && x.length <= MAX_DETAIL) || typeof x === 'number') end[k] = x
  return end
}
