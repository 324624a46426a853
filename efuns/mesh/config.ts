/**
 * The config mapping of clone_distributed(), checked: every wrong key and value is an LPC error
 * that names the key and what it may be.
 */
import { CLONE_BOUNDS, type CloneConfig, type Routing } from '../../driver/mesh.js'
import { BAD_ARGUMENT, LpcError } from '../../driver/vm/errors.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { Float, isInt, type Value } from '../../driver/vm/values.js'

/** Seconds a worker lives without its caller when the config does not say. */
const DEFAULT_LEASE_S = 3
/** Seconds a call, or the making of the clone, may take when the config does not say. */
const DEFAULT_TIMEOUT_S = 30

const COUNT = `a whole number from ${CLONE_BOUNDS.count.join(' to ')}`
const ROUTINGS: readonly Routing[] = ['p2p_preferred', 'p2p_only', 'relay_preferred', 'relay_only']
const RESTARTS = ['never', 'on_failure'] as const
const ISOLATIONS = ['none', 'process', 'lxc'] as const
const KEYS = ['routing', 'count', 'requires', 'node', 'memory', 'cpu', 'ttl', 'lease', 'timeout', 'args', 'isolation', 'pids', 'files', 'bytes', 'ticks', 'cpu_seconds', 'restart', 'max_restarts', 'restart_window', 'clones']
/** Restarts when the config does not say how many, and within how many seconds. */
const DEFAULT_RESTARTS = 3
const DEFAULT_WINDOW_S = 60
/** Workers one worker may have made. */
const MAX_CLONES = 64

function bad(key: string, expected: string): LpcError {
  return new LpcError(`clone_distributed: config key "${key}" must be ${expected}.`, { code: BAD_ARGUMENT })
}

/** `config` absent or 0 gives the defaults. Throws LpcError for what it cannot mean. */
export function cloneConfig(config: Value): { config: CloneConfig; many: boolean } {
  if (config !== undefined && config !== 0 && !(config instanceof Mapping)) throw new LpcError('clone_distributed: config must be a mapping.', { code: BAD_ARGUMENT })
  const m = config instanceof Mapping ? config : new Mapping()
  // bounded: the first key that is not one of ours ends it.
  for (const k of m.keys()) {
    if (typeof k !== 'string' || !KEYS.includes(k)) throw new LpcError(`clone_distributed: unknown config key ${typeof k === 'string' ? `"${k.slice(0, 60)}"` : 'that is not a string'}. Known keys: ${KEYS.join(', ')}.`, { code: BAD_ARGUMENT })
  }
  const number = (key: string, low: number, high: number, what: string, whole = false): number | null => {
    const v = m.get(key)
    if (v === undefined || v === 0) return null
    const n = isInt(v) ? Number(v) : v instanceof Float ? v.v : NaN
    if (!(n >= low && n <= high) || (whole && !Number.isInteger(n))) throw bad(key, what)
    return n
  }
  const oneOf = <T extends string>(key: string, all: readonly T[], otherwise: T): T => {
    const v = m.get(key)
    if (v === undefined || v === 0) return otherwise
    if (typeof v !== 'string' || !(all as readonly string[]).includes(v)) throw bad(key, `one of ${all.map((x) => `"${x}"`).join(', ')}`)
    return v as T
  }
  const requires = m.get('requires') ?? []
  if (!Array.isArray(requires) || requires.length > 32 || requires.some((t) => typeof t !== 'string' || t === '' || t.length > 64)) throw bad('requires', 'an array of at most 32 capability tags (strings of 1 to 64 characters)')
  const node = m.get('node') ?? 0
  if (node !== 0 && (typeof node !== 'string' || node === '' || node.length > 64)) throw bad('node', 'the name of a node')
  const args = m.get('args') ?? []
  if (!Array.isArray(args) || args.length > 64) throw bad('args', 'an array of at most 64 arguments for create()')
  const seconds = (key: string, low: number, high: number): number | null => {
    const n = number(key, low, high, `seconds from ${low} to ${high}`)
    return n === null ? null : Math.round(n * 1_000)
  }
  const limits = (): Partial<CloneConfig> => {
    const given = {
      tasks: number('pids', 16, 1_024, 'a whole number of processes and threads from 16 (node itself has eleven) to 1024', true),
      files: number('files', 32, 1_024, 'a whole number of open files from 32 to 1024', true),
      bytes: number('bytes', 1, Number.MAX_SAFE_INTEGER, 'a whole number of bytes above 0', true),
      ticks: number('ticks', 1_000, 1e12, 'a whole number of ticks from 1000', true),
      cpuSeconds: number('cpu_seconds', 0.1, 31_536_000, 'seconds of processor time from 0.1'),
    }
    const set = Object.entries(given).filter(([, v]) => v !== null)
    return set.length === 0 ? {} : { limits: Object.fromEntries(set) }
  }
  const restart = (): Partial<CloneConfig> => {
    const max = number('max_restarts', 1, 1_000, 'a whole number from 1 to 1000', true) ?? DEFAULT_RESTARTS
    const within = seconds('restart_window', 0.1, 86_400) ?? DEFAULT_WINDOW_S * 1_000
    return oneOf('restart', RESTARTS, 'never') === 'never' ? {} : { restart: { max, within } }
  }
  const clones = (): Partial<CloneConfig> => {
    const n = number('clones', 1, MAX_CLONES, `a whole number from 1 to ${MAX_CLONES}`, true)
    return n === null ? {} : { clones: n }
  }
  return {
    many: m.has('count'),
    config: {
      routing: oneOf('routing', ROUTINGS, 'p2p_preferred'),
      count: number('count', ...CLONE_BOUNDS.count, COUNT, true) ?? zeroCount(m),
      requires: requires as string[],
      node: node === 0 ? null : (node as string),
      memory: number('memory', ...CLONE_BOUNDS.memory, `whole MiB from ${CLONE_BOUNDS.memory.join(' to ')}`, true),
      cpu: number('cpu', ...CLONE_BOUNDS.cpu, `cores from ${CLONE_BOUNDS.cpu.join(' to ')}`),
      ttl: seconds('ttl', 1, 31_536_000),
      lease: seconds('lease', CLONE_BOUNDS.lease[0] / 1_000, CLONE_BOUNDS.lease[1] / 1_000) ?? DEFAULT_LEASE_S * 1_000,
      timeout: seconds('timeout', 0.1, 86_400) ?? DEFAULT_TIMEOUT_S * 1_000,
      args,
      isolation: oneOf('isolation', ISOLATIONS, 'process'),
      ...limits(),
      ...restart(),
      ...clones(),
    },
  }
}

/** An explicit count of 0 is a mistake, not the default. */
function zeroCount(m: Mapping): number {
  if (m.has('count')) throw bad('count', COUNT)
  return 1
}
