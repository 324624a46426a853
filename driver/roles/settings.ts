/**
 * Every setting of every role, declared once: type, default, and what it is for. The TOML file,
 * the environment, the flags, `--help` and docs/config.md come from this list.
 * Not for: limits of a room (driver/net/limits, netd/limits, vaultd/limits).
 */

import type { Profile } from './fluffos-config.js'

export type SettingType = 'string' | 'int' | 'bool' | 'list'
export type SettingValue = string | number | boolean | readonly string[]

export interface Setting {
  /** `section.key` in the TOML file; HAUKI_SECTION_KEY; --section-key. */
  readonly name: string
  readonly type: SettingType
  readonly default: SettingValue
  readonly doc: string
  /** The least and the greatest an int may be. */
  readonly range?: readonly [least: number, greatest: number]
  /** What a string may be. */
  readonly choices?: readonly string[]
}

const setting = (name: string, type: SettingType, value: SettingValue, doc: string, more: Pick<Setting, 'range' | 'choices'> = {}): Setting => ({ name, type, default: value, doc, ...more })

const from = (least: number, greatest = Number.MAX_SAFE_INTEGER) => ({ range: [least, greatest] as const })
const of = (...choices: string[]) => ({ choices })
const PORT_OR_NONE = from(-1, 65_535)

export const SETTINGS: readonly Setting[] = [
  setting('state.dir', 'string', 'var', 'Folder for keys, the swarm registry and what else must survive a restart.'),
  setting('log.level', 'string', 'info', 'debug, info, warn, error or silent.', of('debug', 'info', 'warn', 'error', 'silent')),
  setting('log.file', 'string', '', 'Log as JSON lines to this file; empty for the state folder\'s hauki.log, "-" for standard error.'),

  setting('mud.name', 'string', 'Hauki', 'Name of the game, in MSSP and greetings.'),
  setting('mud.mudlib', 'string', 'mudlib', 'Folder of the LPC library.'),
  setting('mud.master', 'string', '/secure/master', 'Path of the master object inside the mudlib.'),
  setting('mud.simul_efun', 'string', '/secure/simul_efun', 'Path of the simul_efun object; empty for none.'),
  setting('mud.include', 'list', ['/include'], 'Folders searched for #include <name>.'),
  setting('mud.global_include', 'string', '<globals.h>', 'Included before every file; empty for none.'),
  setting('mud.define', 'list', [], 'Macros that every file sees, as NAME or NAME=TEXT; -NAME takes one of the driver\'s own away. What FluffOS mudlibs ask of how their driver was compiled, such as __NO_ADD_ACTION__.'),
  setting('mud.heart_beat_ms', 'int', 2000, 'Milliseconds between heart beats.', from(10, 86_400_000)),
  setting('mud.reset_seconds', 'int', 1800, 'Seconds between resets of an object; 0 switches resets off.', from(0)),
  setting('mud.clean_up_seconds', 'int', 3600, 'Seconds without use before clean_up() is called; 0 switches it off.', from(0)),
  setting('mud.compile_cache', 'string', 'compiled', 'Folder inside state.dir where compiled LPC is kept, so that the next boot compiles only what has changed; empty for none.'),
  setting('mud.compile_cache_mib', 'int', 256, 'MiB the compile cache may take; what was used longest ago goes first.', from(1)),
  setting('mud.eval_ticks', 'int', 30_000_000, 'Ticks of one evaluation before it is stopped.', from(10_000)),

  setting('telnet.host', 'string', '127.0.0.1', 'Address of the telnet port.'),
  setting('telnet.port', 'int', 4000, 'Telnet port; 0 for any free one, -1 for none.', PORT_OR_NONE),
  setting('telnet.tls_port', 'int', -1, 'Port for telnet over TLS; -1 for none.', PORT_OR_NONE),
  setting('telnet.tls_key', 'string', '', 'PEM file with the TLS key.'),
  setting('telnet.tls_cert', 'string', '', 'PEM file with the TLS certificate.'),
  setting('web.host', 'string', '127.0.0.1', 'Address of the web port (browser client, WebSocket, metrics).'),
  setting('web.port', 'int', 4001, 'Web port; 0 for any free one, -1 for none.', PORT_OR_NONE),
  setting('web.metrics_token', 'string', '', 'Who shows it as a bearer token may read /metrics from elsewhere; empty: only programs on this machine, without a proxy between.'),
  setting('web.origins', 'list', [], 'Origins of pages that may connect besides our own.'),

  setting('planner.enabled', 'bool', true, 'Let AI planners in, by WebSocket and at /mcp on the web port. Who may, and what, the mudlib decides.'),
  setting('planner.hosts', 'list', [], 'Host names under which /mcp may be asked, besides localhost and web.host.'),

  setting('core.host', 'string', '127.0.0.1', 'Address the Core listens on: one address, never a wildcard.'),
  setting('core.port', 'int', 4002, 'Port of the Core; 0 for any free one.', from(0, 65_535)),
  setting('core.authorities', 'list', ['wiki=mudlib'], 'meshfs: authority=folder; serves the folder\'s workers/ under gem-pointer://authority/workers/…'),
  setting('core.library', 'list', ['std', 'include'], 'Folders of each authority that workers may inherit and include from, beside workers/: only what a worker\'s own files name, and never from a folder called secure.'),
  setting('core.worker_simul_efun', 'string', 'std/sefun/worker.c', 'File in each authority whose functions the programs of a worker see as simul_efuns, when the worker inherits from core.library; the others see none. It has to be in core.library itself, so that nothing of the master\'s goes along; empty, or not there: none.'),
  setting('core.worker_include', 'string', 'include/globals.h', 'Header in each authority that is included before every file of such a worker; empty, or not there: none.'),
  setting('mesh.invite', 'string', '', 'How this driver or node joins a Core elsewhere: the line that `hauki core --invite` printed. Needed once: then state.dir remembers the Core (node.joined.json, driver.joined.json; remove that file to leave the swarm).'),
  setting('mesh.trace', 'string', '', 'File for the spans of remote calls, one JSON object a line with W3C trace ids; empty for none. Workers write theirs to their node\'s log.'),
  setting('mesh.name', 'string', '', 'Name of this driver or node in the swarm; empty for the host\'s name.'),

  setting('node.interface', 'string', 'lo', 'Network interface whose address workers are reached at (the VPN\'s).'),
  setting('node.firewall', 'bool', false, 'As root: an nftables rule drops what comes to that address by another interface, before the node has to refuse it.'),
  setting('node.pool', 'int', 4, 'Warm vaults kept ready.', from(0, 10_000)),
  setting('node.max_vaults', 'int', 64, 'Vaults this node runs at most.', from(1, 10_000)),
  setting('node.memory', 'int', 128, 'MiB of memory of one vault.', from(64, 1_048_576)),
  setting('node.tags', 'list', [], 'Capabilities this node offers, matched by `requires`.'),
  setting('node.backend', 'string', 'process', 'What makes the vaults: lxc (root and the package lxc), process, incus (a server of Incus or LXD), or best: lxc where it can be used, else process.', of('best', 'lxc', 'process', 'incus')),
  setting('node.incus_server', 'string', '', 'For the backend incus: the path of the server\'s socket, or https://host:8443; empty for the socket of Incus or LXD on this machine.'),
  setting('node.incus_certificate', 'string', '', 'PEM file with our client certificate, for https; the server must trust it.'),
  setting('node.incus_key', 'string', '', 'PEM file with its key.'),
  setting('node.incus_server_certificate', 'string', '', 'PEM file with the certificate that the server must show.'),
  setting('node.incus_pool', 'string', 'default', 'Storage pool for the roots of vaults.'),
  setting('node.incus_target', 'string', '', 'Member of the cluster, or @group, that vaults are made on; empty spreads them over all. Each member needs node at the path where it is here.'),
  setting('node.egress', 'list', [], 'What workers may ask the world by http_request(): [METHODS ][https://]HOST[:PORT] each, such as example.org, *.example.org or GET,POST https://api.example.org. Without methods GET and HEAD. Empty: nothing.'),
  setting('node.egress_networks', 'list', [], 'Private networks (10.1.0.0/16) that names allowed by node.egress may lead into; none otherwise. An address that a rule names itself needs none.'),
  setting('node.egress_bytes', 'int', 16_777_216, 'Bytes that one worker may send and get by http_request() in its life.', from(0)),
  setting('node.egress_per_minute', 'int', 60, 'Requests that one worker may make in a minute.', from(0)),
  setting('node.isolation', 'string', 'best', 'For the backend process: best, bubblewrap, unshare or none, the strongest to use.', of('best', 'bubblewrap', 'unshare', 'none')),
]

export interface Settings extends ReadonlyMap<string, SettingValue> {
  /** What a config file in FluffOS's format said beyond the settings. */
  readonly profile?: Profile | null
}

export function envName(s: Setting): string {
  return `HAUKI_${s.name.replace('.', '_').toUpperCase()}`
}

export function flagName(s: Setting): string {
  return s.name.replaceAll(/[._]/g, '-')
}
