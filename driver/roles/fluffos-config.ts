/**
 * FluffOS's runtime config file ("key : value" lines) as our settings: where the mudlib is, its
 * master, ports, limits, and the numbers that get_config() knows. Keys without a meaning here
 * are tolerated and named in `unused`. Not for: TOML (config.ts).
 */
import { resolve } from 'node:path'
import { DEFAULT_LIMITS, type Limits } from '../vm/limits.js'
import type { WorldConfig } from '../world/config.js'
import type { SettingValue } from './settings.js'

/** A port of the config beyond the first of its kind. */
export interface ExtraPort {
  readonly kind: 'telnet' | 'websocket'
  readonly port: number
  /** Host paths of PEM files. */
  readonly tls: { readonly cert: string; readonly key: string } | null
}

/** What a FluffOS config says beyond our settings. */
export interface Profile {
  readonly world: Partial<WorldConfig>
  readonly ports: readonly ExtraPort[]
  /** Keys that were read and have no effect, for one line in the log. */
  readonly unused: readonly string[]
}

/** FluffOS limits time, we count ticks: what a µs of plain code costs. */
const TICKS_PER_MICROSECOND = 100

/** Slices of a fiber that waits again and again: as many as with our own limits. */
const SLICES = DEFAULT_LIMITS.fiberTicks / DEFAULT_LIMITS.evalTicks

/** Key, number of get_config(), default. Strings count from 0, ints from 256. */
const STRINGS: ReadonlyArray<readonly [key: string, number: number, value: string]> = [
  ['name', 0, 'Hauki'], ['mudlib directory', 2, '.'], ['log directory', 4, '/log'], ['include directories', 5, '/include'],
  ['master file', 7, '/single/master'], ['simulated efun file', 8, ''], ['debug log file', 10, 'debug.log'],
  ['default error message', 11, ''], ['default fail message', 12, 'What?'], ['global include file', 13, ''],
  ['mud ip', 14, ''], ['websocket http dir', 15, ''], ['ffi allowed libraries', 16, ''],
  ['allowed os environment variables', 17, ''], ['writable os environment variables', 18, ''],
]

const INTS: ReadonlyArray<readonly [key: string, number: number, value: number]> = [
  ['port number', 256, 0], ['time to clean up', 258, 600], ['time to reset', 259, 900], ['time to swap', 260, 300],
  ['evaluator stack size', 262, 65536], ['inherit chain size', 263, 30], ['maximum evaluation cost', 264, 30_000_000],
  ['maximum call depth', 266, 150], ['maximum array size', 267, 15_000], ['maximum buffer size', 268, 1 << 20],
  ['maximum mapping size', 269, 150_000], ['maximum string length', 270, 1 << 20], ['maximum bits in a bitfield', 271, 12_000],
  ['maximum byte transfer', 272, 1 << 18], ['maximum read file size', 273, 1 << 18], ['hash table size', 275, 65536],
  ['object table size', 276, 4096], ['living hash table size', 277, 256], ['gametick msec', 280, 1000],
  ['heartbeat interval msec', 281, 1000], ['sane explode string', 282, 1], ['reversible explode string', 283, 0],
  ['sane sorting', 284, 1], ['call other type check', 287, 0], ['call other warn', 288, 0], ['mudlib error handler', 289, 1],
  ['no resets', 290, 0], ['lazy resets', 291, 0], ['randomized resets', 292, 1], ['no ansi', 293, 1],
  ['strip before process input', 294, 1], ['this_player in call_out', 295, 1], ['trace', 296, 1], ['trace code', 297, 0],
  ['interactive catch tell', 298, 0], ['receive snoop', 299, 1], ['snoop shadowed', 300, 0], ['reverse defer', 301, 0],
  ['has console', 302, 1], ['noninteractive stderr write', 303, 0], ['trap crashes', 304, 1], ['old type behavior', 305, 0],
  ['old range behavior', 306, 0], ['warn old range behavior', 307, 1], ['suppress argument warnings', 308, 1],
  ['enable_commands call init', 309, 1], ['sprintf add_justified ignore ansi colors', 310, 1], ['call_out(0) nest level', 312, 1000],
  ['trace lpc execution context', 313, 0], ['trace lpc instructions', 314, 0], ['enable mxp', 315, 0], ['enable gmcp', 316, 0],
  ['enable zmp', 317, 0], ['enable mssp', 318, 1], ['enable msp', 319, 1], ['enable msdp', 320, 0], ['display preload progress', 321, 1],
]

/** Predefined while the option is on, as FluffOS predefines them. */
const FLAGS = [
  'sane explode string', 'reversible explode string', 'sane sorting', 'call other type check', 'call other warn',
  'mudlib error handler', 'no resets', 'lazy resets', 'randomized resets', 'this_player in call_out', 'trace', 'trace code',
  'interactive catch tell', 'receive snoop', 'snoop shadowed', 'reverse defer', 'has console', 'noninteractive stderr write',
  'trap crashes', 'old type behavior', 'old range behavior', 'warn old range behavior', 'suppress argument warnings',
]

/** Known keys that this driver acts on, or answers through get_config(). */
const KNOWN = new Set([...STRINGS.map((s) => s[0]), ...INTS.map((i) => i[0])])

/** Is this text such a file, rather than TOML? */
export function isFluffosConfig(text: string): boolean {
  return /^\s*(?:mudlib directory|master file)\s*:/m.test(text)
}

/** `settings` is filled; what has no setting of ours comes back. Never fails: a missing key has FluffOS's default. */
export function readFluffosConfig(text: string, settings: Map<string, SettingValue>): Profile {
  const given = keysOf(text)
  const string = new Map(STRINGS.map(([key, , value]) => [key, given.get(key) ?? value]))
  const int = new Map(INTS.map(([key, , value]) => [key, whole(given.get(key)) ?? value]))
  const s = (key: string): string => string.get(key)!
  const n = (key: string): number => int.get(key)!

  settings.set('mud.name', s('name'))
  settings.set('mud.mudlib', resolve(s('mudlib directory')))
  settings.set('mud.master', s('master file'))
  settings.set('mud.simul_efun', s('simulated efun file'))
  settings.set('mud.include', s('include directories').split(':').filter(Boolean))
  settings.set('mud.global_include', s('global include file'))
  settings.set('mud.heart_beat_ms', n('heartbeat interval msec'))
  settings.set('mud.reset_seconds', n('no resets') ? 0 : n('time to reset'))
  settings.set('mud.clean_up_seconds', n('time to clean up'))
  settings.set('mud.eval_ticks', n('maximum evaluation cost') * TICKS_PER_MICROSECOND)
  const host = s('mud ip')
  const unused = [...given.keys()].filter((k) => !KNOWN.has(k) && !/^external_(?:port|cmd)_\d+(?:_tls)?$/.test(k))
  // One address, never all of them: an operator who wants more names the address with --telnet-host.
  if (host !== '' && !/^(?:0\.0\.0\.0|::|\*)$/.test(host)) for (const k of ['telnet.host', 'web.host']) settings.set(k, host)
  else if (host !== '') unused.push(`mud ip ${host} (listening on loopback)`)

  const config = new Map<number, number | string>([...STRINGS.map(([key, at]) => [at, s(key)] as const), ...INTS.map(([key, at]) => [at, n(key)] as const)])
  return { world: world(s, n, config), ports: ports(given, settings, s('mudlib directory')), unused }
}

function world(s: (key: string) => string, n: (key: string) => number, runtimeConfig: ReadonlyMap<number, number | string>): Partial<WorldConfig> {
  const evalTicks = n('maximum evaluation cost') * TICKS_PER_MICROSECOND
  const limits: Limits = {
    ...DEFAULT_LIMITS,
    evalTicks,
    fiberTicks: evalTicks * SLICES,
    callDepth: n('maximum call depth'),
    arraySize: n('maximum array size'),
    mappingSize: n('maximum mapping size'),
    stringLength: n('maximum string length'),
    bufferSize: n('maximum buffer size'),
    inheritDepth: n('inherit chain size'),
    readFileSize: n('maximum read file size'),
  }
  return {
    limits,
    runtimeConfig,
    predefines: predefines(n),
    defaultFailMessage: `${s('default fail message').replace(/\n$/, '')}\n`,
    defaultErrorMessage: s('default error message'),
    thisPlayerInCallOut: n('this_player in call_out') !== 0,
    enableCommandsInit: n('enable_commands call init') !== 0,
    interactiveCatchTell: n('interactive catch tell') !== 0,
    receiveSnoop: n('receive snoop') !== 0,
    trustMudlib: true,
    reportCaught: n('mudlib error handler') !== 0,
  }
}

function predefines(n: (key: string) => number): Map<string, string> {
  const out = new Map<string, string>([['__PORT__', String(n('port number'))]])
  for (const key of FLAGS) if (n(key)) out.set(`__${key.toUpperCase().replaceAll(' ', '_')}__`, '')
  return out
}

/** The first plain telnet, telnet over TLS and web port go to the settings, the rest come back. */
function ports(given: ReadonlyMap<string, string>, settings: Map<string, SettingValue>, mudlib: string): ExtraPort[] {
  const extra: ExtraPort[] = []
  const taken = new Set<string>()
  const file = (path: string): string => resolve(mudlib, path)
  settings.set('telnet.port', -1)
  settings.set('web.port', -1)
  for (let i = 1; i <= 5; i++) {
    const line = given.get(`external_port_${i}`) ?? (i === 1 && given.has('port number') ? `telnet ${given.get('port number')}` : undefined)
    const m = /^(\w+)\s+(\d+)/.exec(line ?? '')
    if (!m || Number(m[2]) > 65535) continue
    const kind = m[1] === 'websocket' ? 'websocket' : 'telnet'
    const port = Number(m[2])
    const t = given.get(`external_port_${i}_tls`) ?? ''
    const [cert, key] = [/cert=(\S+)/.exec(t)?.[1], /key=(\S+)/.exec(t)?.[1]]
    const tls = cert && key ? { cert: file(cert), key: file(key) } : null
    const setting = kind === 'websocket' ? (tls ? '' : 'web.port') : tls ? 'telnet.tls_port' : 'telnet.port'
    if (setting === '' || taken.has(setting)) {
      extra.push({ kind, port, tls })
      continue
    }
    taken.add(setting)
    settings.set(setting, port)
    if (setting === 'telnet.tls_port' && tls) {
      settings.set('telnet.tls_cert', tls.cert)
      settings.set('telnet.tls_key', tls.key)
    }
  }
  return extra
}

/** The lines, keys in lower case; the first of a key counts. A ` #` begins a comment. */
function keysOf(text: string): Map<string, string> {
  const out = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#')) continue
    const at = line.indexOf(':')
    if (at < 0) continue
    const key = line.slice(0, at).trim().toLowerCase().replaceAll(/\s+/g, ' ')
    const value = line.slice(at + 1).replace(/\s#.*$/, '').trim()
    if (key !== '' && !out.has(key)) out.set(key, value)
  }
  return out
}

function whole(text: string | undefined): number | undefined {
  const v = /^-?\d+/.exec(text ?? '')
  return v ? Number(v[0]) : undefined
}
