/** The command line: which role, which settings. Each role's work is in its own file. */
import { fstatSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { CompileError, LpcError } from '../vm/errors.js'
import { ConfigError, readConfig } from './config.js'
import { VERSION } from './paths.js'
import { INSPECT_HELP, openInspector, takeInspect } from './inspect.js'
import { SETTINGS, flagName } from './settings.js'
import { errorText } from './trace-text.js'

export const HELP = `Usage: hauki COMMAND [options]

  up [CONFIG]                 everything in one place: driver, Core, node (npm start)
  driver [CONFIG] [--flag T]  only the MUD; --flag calls master->flag(T)
                              up and driver: SIGUSR2 restarts them under the open telnet
                              connections, as "shutdown --reexec" does in the game
  core [CONFIG] [--invite R]  only the Core; --invite prints an invite for a node or driver
  core invite node|driver | list | revoke NAME [driver] | drain NODE | undrain NODE
                              asks the Core that runs here
  node [CONFIG] [--join INVITE]
                              only a node that lends this machine to a swarm; the invite is
                              needed once, then the state folder knows the Core
  worker                      the driver inside a vault (started by a node)
  lpc FILE …                  compile and run one LPC file (hauki lpc --help)
  meshfs_resolve URI          print the document behind a gem-pointer
  swarm_spawn_ephemeral URI|- [--call FN ARG…]
                              run one worker and print what FN returns
  swarm                       nodes, vaults and workers of the local Core
  audit verify [FILE]         check the hash chain of the planners' audit log
  help, version

CONFIG is a TOML file, or the runtime config of a FluffOS mudlib as it is; without one
hauki.toml is read if it is there. Every setting can also be
given as an environment variable or a flag:`

function help(): string {
  const lines = SETTINGS.map((s) => `  --${flagName(s).padEnd(22)} ${s.doc}${s.default === '' || (Array.isArray(s.default) && !s.default.length) ? '' : ` [${s.default}]`}`)
  return `${HELP}\n\n${lines.join('\n')}\n\nFor a debugger (up, driver and lpc; never from a file):\n\n${INSPECT_HELP}\n\nThe variable for --mud-name is HAUKI_MUD_NAME, its TOML form name = "…" under [mud].`
}

export async function main(argv: string[]): Promise<void> {
  try {
    process.exitCode = await command(argv)
  } catch (e) {
    if (e instanceof ConfigError) {
      console.error(`hauki: ${e.message}`)
      process.exit(78)
    }
    if (e instanceof CompileError || e instanceof LpcError) {
      console.error(`hauki: ${errorText(e)}`)
      process.exit(1)
    }
    // Rooms of the mesh word their errors for operators; anything else is a bug and shows its stack.
    console.error(`hauki: ${e instanceof Error ? ('code' in e ? e.message : e.stack) : e}`)
    process.exit(70)
  }
  // Listeners and timers are closed by now; what still holds the loop is a library's.
  process.exit()
}

async function command([name = 'help', ...given]: string[]): Promise<number> {
  const { argv: rest, inspect } = ['up', 'driver', 'lpc'].includes(name) ? takeInspect(given) : { argv: given, inspect: null }
  // A file is through before anybody could attach: `lpc` always waits.
  if (inspect) {
    // Our own modules first: a debugger that waits for source maps would stop at each of them.
    await (name === 'lpc' ? import('./lpc.js') : import('./up.js'))
    await openInspector(name === 'lpc' ? { ...inspect, wait: true } : inspect)
  }
  switch (name) {
    case 'lpc':
      return (await import('./lpc.js')).lpc(rest)
    case 'worker':
      if (!inVault()) throw new ConfigError('a worker is started by a node, inside a vault: see `hauki node`')
      await import('./worker.js')
      return new Promise(() => {})
    case 'up':
    case 'driver':
    case 'core':
    case 'node':
    case 'meshfs_resolve':
    case 'swarm_spawn_ephemeral':
    case 'swarm':
    case 'audit':
      return role(name, rest)
    case 'version':
    case '--version':
      console.log(`hauki ${VERSION} (node ${process.versions.node})`)
      return 0
    case 'help':
    case '--help':
    case '-h':
      console.log(help())
      return 0
    default:
      console.error(`hauki: unknown command ${name}\n\n${HELP.split('\n\nCONFIG')[0]}`)
      return 64
  }
}

/** Was this process given the descriptor that leads to a node's agent? */
function inVault(): boolean {
  try {
    return fstatSync(3).isSocket()
  } catch {
    return false
  }
}

/** Flags that are no settings, and who takes them. */
const FLAGS: Readonly<Record<string, readonly string[]>> = { flag: ['driver'], invite: ['core'], join: ['node'], call: ['swarm_spawn_ephemeral'] }

/** Arguments beside flags: the most a command takes. */
const ARGUMENTS: Readonly<Record<string, number>> = { up: 1, driver: 1, core: 1, node: 1, meshfs_resolve: 1, swarm: 0, audit: 2 }

/** Of `hauki core`, with themselves; anything else there is a config file. */
const CORE_ARGUMENTS: Readonly<Record<string, number>> = { invite: 2, list: 1, revoke: 3, drain: 2, undrain: 2 }

async function role(name: string, argv: string[]): Promise<number> {
  const settings = Object.fromEntries(SETTINGS.map((s) => [flagName(s), { type: 'string' as const }]))
  let parsed
  try {
    parsed = parseArgs({
      args: argv,
      options: { ...settings, flag: { type: 'string' }, invite: { type: 'string' }, join: { type: 'string' }, call: { type: 'string' }, config: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    })
  } catch (e) {
    console.error(`hauki ${name}: ${(e as Error).message.split('. ')[0]}. See \`hauki help\`.`)
    return 64
  }
  const values = parsed.values as Record<string, string | undefined>
  if (parsed.values.help) {
    console.log(help())
    return 0
  }
  const alien = Object.keys(FLAGS).find((flag) => values[flag] !== undefined && !FLAGS[flag].includes(name))
  const asksCore = name === 'core' && parsed.positionals[0] in CORE_ARGUMENTS
  const spare = parsed.positionals[asksCore ? CORE_ARGUMENTS[parsed.positionals[0]] : ARGUMENTS[name] ?? Infinity]
  if (alien !== undefined || spare !== undefined) {
    console.error(`hauki ${name}: ${alien === undefined ? `${JSON.stringify(spare)} is an argument too many` : `--${alien} is for hauki ${FLAGS[alien].join(', ')}`}. See \`hauki help\`.`)
    return 64
  }
  const takesFile = ['up', 'driver', 'core', 'node'].includes(name) && !asksCore
  if (values.join !== undefined) values['mesh-invite'] = values.join
  const config = readConfig((takesFile ? parsed.positionals[0] : undefined) ?? values.config ?? null, values)
  if (asksCore) return (await import('./core-admin.js')).coreAdmin(config, parsed.positionals)
  const roles = await import('./up.js')
  switch (name) {
    case 'up':
      return roles.up(config)
    case 'driver':
      return roles.driver(config, values.flag)
    case 'core':
      if (values.invite !== undefined && !/^(node|driver)(,(node|driver))*$/.test(values.invite)) throw new ConfigError(`--invite wants node or driver, got ${values.invite}`)
      return roles.core(config, values.invite)
    case 'node':
      return roles.node(config)
    case 'audit':
      return (await import('./planner.js')).audit(parsed.positionals, config)
    default: {
      const tools = await import('./swarm.js')
      if (name === 'meshfs_resolve') return tools.resolvePointer(config, parsed.positionals)
      if (name === 'swarm') return tools.table(config)
      return tools.spawnEphemeral(config, parsed.positionals, values.call)
    }
  }
}
