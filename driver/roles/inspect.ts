/**
 * `--inspect`: opens the door for a debugger (Chrome DevTools, VS Code) and has the compiler write
 * source maps. Whoever reaches that port runs code as us, so it is loopback's unless said twice,
 * and only a flag opens it, never a config file or the environment.
 * Not for: what a debugger sees (compile/emit/sourcemap.ts); profiles from inside (vm/profile.ts).
 */
import { isIP } from 'node:net'
import { ConfigError } from './config.js'
import { writeSourceMaps } from './source-maps.js'

export const INSPECT_HELP = `  --inspect[=HOST:PORT]  a debugger may attach: Chrome DevTools, VS Code [127.0.0.1:9229]
  --inspect-wait[=…]     the same, and wait for it
  --inspect-remote       allow HOST to be an address that other machines reach`

export interface Inspect {
  readonly host: string
  readonly port: number
  readonly wait: boolean
}

const FLAG = /^--inspect(-wait|-remote)?(?:=(.*))?$/
const DEFAULT_HOST = '127.0.0.1'
const DEFAULT_PORT = 9229

/** Takes the flags out of a command line. `inspect` is null without them. Throws ConfigError. */
export function takeInspect(argv: readonly string[]): { argv: string[]; inspect: Inspect | null } {
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length
  const mine = (arg: string, i: number): boolean => i < end && FLAG.test(arg)
  const found = argv.filter(mine).map((arg) => FLAG.exec(arg)!)
  const rest = argv.filter((arg, i) => !mine(arg, i))
  const open = found.filter((m) => m[1] !== '-remote')
  if (!open.length) {
    if (found.length) throw new ConfigError('--inspect-remote goes with --inspect=HOST:PORT')
    return { argv: rest, inspect: null }
  }
  const where = address(open.at(-1)![2] ?? '')
  if (/^(0\.0\.0\.0|::|0)$/.test(where.host)) throw new ConfigError('--inspect wants one address, not all of the machine\'s')
  if (!loopback(where.host) && open.length === found.length) {
    throw new ConfigError(`--inspect=${where.host}: whoever reaches the debugger's port runs code here. Use an SSH tunnel to 127.0.0.1, or add --inspect-remote if that network is yours alone`)
  }
  return { argv: rest, inspect: { ...where, wait: open.some((m) => m[1] === '-wait') } }
}

/** `9230`, `::1`, `127.0.0.1:9230`, `[::1]:9230`; port 0 for any free one. */
function address(text: string): { host: string; port: number } {
  if (text === '') return { host: DEFAULT_HOST, port: DEFAULT_PORT }
  if (/^\d+$/.test(text)) return { host: DEFAULT_HOST, port: port(text) }
  if (isIP(text) === 6) return { host: text, port: DEFAULT_PORT }
  const m = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text)
  if (!m) throw new ConfigError(`--inspect wants HOST:PORT, got ${text}`)
  return { host: m[1] ?? m[2], port: m[3] === undefined ? DEFAULT_PORT : port(m[3]) }
}

function port(text: string): number {
  const n = Number(text)
  if (n > 65_535) throw new ConfigError(`--inspect: ${text} is no port`)
  return n
}

function loopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** Opens the port; Node says on standard error where. With `wait`, blocks until a debugger says go. */
export async function openInspector(at: Inspect): Promise<void> {
  const inspector = await import('node:inspector')
  try {
    // Opened by `node --inspect` already: then it is used as it is.
    if (inspector.url() === undefined) inspector.open(at.port, at.host)
  } catch (e) {
    throw new ConfigError(`cannot listen for a debugger on ${at.host}:${at.port}: ${(e as Error).message}. Give another --inspect=HOST:PORT.`)
  }
  // It only says on standard error that it could not listen.
  if (inspector.url() === undefined) throw new ConfigError(`cannot listen for a debugger on ${at.host}:${at.port}. Give another --inspect=HOST:PORT.`)
  writeSourceMaps()
  // Node would wait for an attached debugger before it lets the process end.
  process.once('exit', () => inspector.close())
  if (at.wait) inspector.waitForDebugger()
}
