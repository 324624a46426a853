/**
 * What an instance is told to be: the configuration of one vault for Incus or LXD. Pure.
 * The same fences as the backend lxc: ids of its own, no capabilities, the filter, a read-only
 * root without a shell, no network, limits.
 */
import { basename } from 'node:path'
import type { VaultSpec } from '../backend.js'
import { inApp, nodeFlags, programOf, type WorkerFiles } from '../process/command.js'
import type { Quick } from '../process/quick.js'
import { seccompRules } from '../lxc/seccomp.js'
import type { Json } from './api.js'

/** Ids of one vault: root, and the few that the container's terminal devices belong to. */
export const IDS = 16
/** The first id: inside the ranges that both Debian's LXD (165536 on) and Incus (1000000 on) give themselves. */
export const FIRST_ID = 1_065_536
/** Vaults of one agent, and agents whose ids do not meet. */
export const BLOCK = 512
export const BLOCKS = 1_000

/** Processes and threads: node itself uses 7 to 11, the init and what it waits for two. */
export const INIT_TASKS = 2
export const MAX_TASKS = 40 + INIT_TASKS
const TMP_MIB = 16
const TMP_FILES = 4_096
const MAX_DESCRIPTORS = 256
/** A period of the processor quota (ms). */
const PERIOD = 50

/** By these an agent finds its own. */
export const OWNER = 'user.hauki.owner'

/** Idles, hands a signal on, and ends: the container with it. */
const INIT = '/sbin/timeout 2000000000 /sbin/sleep 2000000000'

export interface InstanceSpec {
  readonly name: string
  readonly owner: string
  readonly image: string
  readonly pool: string
  /** Bytes of all memory. */
  readonly memory: number
  readonly cpu: number
  /** Open descriptors; absent: the usual number. */
  readonly files?: number
  readonly firstId: number
  /** node's path on the member. */
  readonly node: string
  readonly library: string | null
}

/** A path in an entry of LXC's fstab. */
const entry = (path: string) => path.replace(/[\\ \t\n]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)

export function limitsConfig(memory: number, cpu: number): Record<string, string> {
  return { 'limits.memory': `${memory}B`, 'limits.cpu.allowance': `${Math.max(1, Math.round(cpu * PERIOD))}ms/${PERIOD}ms` }
}

export function instance(s: InstanceSpec): Json {
  const raw = [
    `lxc.init.cmd = ${INIT}`, 'lxc.no_new_privs = 1', 'lxc.cap.drop =', 'lxc.cap.keep = none',
    // Both begin anew: of the usual mounts nothing but /proc is wanted, least of all /sys and /dev/net/tun.
    'lxc.mount.auto =', 'lxc.mount.auto = proc:mixed', 'lxc.mount.entry =',
    `lxc.mount.entry = ${entry(s.node)} node/node none bind,ro,nosuid,nodev 0 0`,
    `lxc.mount.entry = tmpfs tmp tmpfs rw,nosuid,nodev,noexec,size=${TMP_MIB}m,nr_inodes=${TMP_FILES},mode=1777 0 0`,
    ...(s.library === null ? [] : [`lxc.mount.entry = ${entry(s.library)} lpc none bind,ro,nosuid,nodev,noexec 0 0`]),
  ]
  return {
    name: s.name, type: 'container', ephemeral: true, source: { type: 'image', fingerprint: s.image }, profiles: [],
    config: {
      'raw.lxc': raw.join('\n'), ...limitsConfig(s.memory, s.cpu), 'limits.memory.swap': 'false', 'limits.processes': String(MAX_TASKS),
      'limits.kernel.nofile': String(Math.max(s.files ?? 0, MAX_DESCRIPTORS)), 'limits.kernel.core': '0',
      'security.idmap.isolated': 'true', 'security.idmap.base': String(s.firstId), 'security.idmap.size': String(IDS),
      'security.privileged': 'false', 'security.nesting': 'false', 'security.syscalls.deny': seccompRules().join('\n'),
      'boot.autostart': 'false', [OWNER]: s.owner,
    },
    // Without a profile there is no network device.
    devices: { root: { type: 'disk', path: '/', pool: s.pool, readonly: 'true' } },
  }
}

/**
 * The worker's command line, and its environment: nothing of ours. Fewer open files are a matter of the worker: a
 * container that may have so few does not start, since its own makers are under that limit too.
 */
export function workerCommand(files: WorkerFiles, { memory: heap, files: open }: Pick<VaultSpec, 'memory' | 'files'>, quick: Quick | null, check = false): string[] {
  const bundle = `/app/${basename(files.bundle)}`
  const program = check ? ['--check', bundle] : programOf(files, heap, quick, bundle, inApp)
  return [...(open === undefined ? [] : ['/sbin/prlimit', `--nofile=${open}:${open}`]), '/node/node', ...nodeFlags(heap), '--require', '/app/leave.cjs', ...program]
}

export function workerEnvironment(files: WorkerFiles, libraryFolders: readonly string[]): Record<string, string> {
  return {
    PATH: '/node', HOME: '/tmp', HAUKI_PORT: 'stdio', ...(files.library === null ? {} : { HAUKI_LIBRARY: '/lpc' }),
    ...(libraryFolders.length === 0 ? {} : { LD_LIBRARY_PATH: libraryFolders.join(':') }),
  }
}

/**
 * Ends the container with its worker when the agent is gone, which alone ends standard input: an
 * ephemeral instance is deleted when it stops, so that nothing stays though nobody is there to
 * remove it. Otherwise the agent wants to see the worker's own exit first, which this would hide.
 */
export const LEAVE = "process.on('exit', () => { if (process.stdin.readableEnded) try { process.kill(1, 'SIGTERM') } catch {} })\n"
