/**
 * What a world is built from: the WorldConfig and the small services in it (clock, log).
 * Only types, defaults and the real clock; reading config files is driver/roles.
 */
import type { SourceHost } from '../lang/source.js'
import type { Mesh } from '../mesh.js'
import { NO_MESH } from '../mesh.js'
import { DEFAULT_LIMITS, type Limits } from '../vm/limits.js'
import type { Program } from '../vm/program.js'

/** Time and timers. Tests inject one that only moves when told. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Milliseconds of a clock that never jumps: what delays are measured by. */
  mono(): number
  /** Runs `fn` once after `ms`; returns the cancel function. */
  after(ms: number, fn: () => void): () => void
  /** Runs `fn` in a later turn of the event loop, after pending I/O. */
  soon(fn: () => void): void
}

/** Timers do not keep the process alive: listeners do, and a role without any must hold it itself. */
export const REAL_CLOCK: Clock = {
  now: () => Date.now(),
  mono: () => performance.now(),
  after(ms, fn) {
    const t = setTimeout(fn, ms)
    t.unref()
    return () => clearTimeout(t)
  },
  soon: (fn) => void setImmediate(fn),
}

/** pino's shape: fields first, then the message. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export const SILENT: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** What the world hands to the compiler for one file (driver/compile's CompileOptions). */
export interface CompileRequest {
  path: string
  file: string
  text: string
  source: SourceHost
  /** `hidden` for a private inherit. */
  inherit(path: string, from: string, hidden: boolean): Program
  efuns: ReadonlyMap<string, any>
  simul: Program | null
  version: number
  /** master->valid_override(file, efun, main file) */
  mayOverride(file: string, efun: string): boolean
  /** Hears the warnings of a compilation that succeeded, rendered. */
  warn(report: string): void
  suspendEverywhere: boolean
  /** Its text is a file's: it will be compiled again some day. */
  fromFile: boolean
}

/** How http_request() goes out of a vault, where there is no network: whoever stands at the door decides, and says so by a code. */
export type HttpDoor = (
  question: { readonly url: string; readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array | null; readonly timeoutMs: number; readonly maxBytes: number },
  done: (failure: { readonly code: string; readonly message: string } | null, answer?: { readonly status: number; readonly headers: Readonly<Record<string, string | string[]>>; readonly body: Uint8Array }) => void,
) => () => void

export interface WorldConfig {
  /** Host directory of the mudlib: the root of every path LPC sees. */
  mudlibDir: string
  /** Mudlib path of the master, such as `/secure/master`. */
  masterFile: string
  /** Mudlib path of the simul_efun file; null for none. */
  simulEfunFile: string | null
  /** Mudlib directories searched for `#include <name>`. */
  includeDirs: readonly string[]
  /** Text put in front of every file, such as `#include <globals.h>`; empty for none. */
  globalInclude: string
  predefines: ReadonlyMap<string, string>
  /** Macros of the driver's own that are left out. */
  notPredefined: readonly string[]
  /** Headers found after all include directories, by name: as `<NAME>` and `<driver/NAME>`. */
  headers: ReadonlyMap<string, string>
  limits: Limits
  logger: Logger
  mesh: Mesh
  compile: (request: CompileRequest) => Program
  /** The efun table; the world only asks which names exist and hands it to the compiler. */
  efuns: ReadonlyMap<string, any>
  clock: Clock
  /** Test mode: waits at every call. */
  suspendEverywhere: boolean
  mudName: string
  heartBeatMs: number
  /** Seconds between resets of one object; 0 switches resets off. */
  resetSeconds: number
  /** Seconds without use after which clean_up() is called; 0 switches it off. */
  cleanUpSeconds: number
  defaultFailMessage: string
  /** What a player sees when a command ends in an error; empty shows the error text itself. */
  defaultErrorMessage: string
  defaultPrompt: string
  saveExtension: string
  /** call_outs keep the this_player() they were started under. */
  thisPlayerInCallOut: boolean
  /** enable_commands() calls init() around it. */
  enableCommandsInit: boolean
  /** Interactive objects get catch_tell() instead of text on their connection. */
  interactiveCatchTell: boolean
  /** Snoopers get receive_snoop() instead of text. */
  receiveSnoop: boolean
  /** master->error_handler() hears of caught errors too. */
  reportCaught: boolean
  /** Where write() goes without a this_player(): the terminal of `hauki lpc`, else the log. */
  console: ((text: string) => void) | null
  /** Hears of sources that were looked for and not found: workers fetch them and try again. */
  onMissing: ((path: string) => void) | null
  /** Sockets and http_request() may be used, as master allows; not in a vault. */
  network: boolean
  /** Where there is no network: how http_request() goes out all the same; null: not at all. */
  httpDoor: HttpDoor | null
  /** Efuns that FluffOS guards by simul_efuns alone ask no apply here when master lacks it: for its mudlibs as they are. */
  trustMudlib: boolean
  /** get_config(): values by the numbers of runtime_config.h. */
  runtimeConfig: ReadonlyMap<number, number | string>
  /** shutdown() and SIGTERM end here, after the world has saved. */
  exit: (code: number) => void
  /** reexec() ends here: another process goes on with the connections. Absent where nobody could. */
  reexec: (() => void) | null
}

/** A config with everything that has a sensible default; the rest must be given. */
export function worldConfig(
  given: Pick<WorldConfig, 'mudlibDir' | 'masterFile' | 'compile' | 'efuns'> & Partial<WorldConfig>,
): WorldConfig {
  return {
    simulEfunFile: null,
    includeDirs: ['/include'],
    globalInclude: '',
    predefines: new Map(),
    notPredefined: [],
    headers: new Map(),
    limits: DEFAULT_LIMITS,
    logger: SILENT,
    mesh: NO_MESH,
    clock: REAL_CLOCK,
    suspendEverywhere: false,
    mudName: 'Hauki',
    heartBeatMs: 2_000,
    resetSeconds: 1_800,
    cleanUpSeconds: 0,
    defaultFailMessage: 'What?\n',
    defaultErrorMessage: '',
    defaultPrompt: '> ',
    saveExtension: '.o',
    thisPlayerInCallOut: true,
    enableCommandsInit: false,
    interactiveCatchTell: false,
    receiveSnoop: true,
    reportCaught: false,
    console: null,
    network: true,
    httpDoor: null,
    trustMudlib: false,
    onMissing: null,
    runtimeConfig: new Map(),
    exit: () => {},
    reexec: null,
    ...given,
  }
}
