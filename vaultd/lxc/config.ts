/**
 * What LXC is told: one configuration for all vaults of an agent, and the command line of one
 * vault. Pure: it starts nothing.
 */
import { basename } from 'node:path'
import { inApp, nodeFlags, programOf, type WorkerFiles } from '../process/command.js'
import type { Quick } from '../process/quick.js'

/** Bytes and files of a vault's /tmp, the only place it may write to; they count as its memory. */
const TMP_MIB = 16
const TMP_FILES = 4_096
const MAX_DESCRIPTORS = 256

export interface Places {
  /** LXC's own folder; nothing is made there. Users of containers must be able to look into it. */
  readonly lxc: string
  /** The read-only root of all vaults. */
  readonly skeleton: string
  /** The folder that becomes /app: the worker, and its code cache when it is made. */
  readonly app: string
  readonly seccomp: string
  readonly config: string
  readonly node: string
  /** Folders of node's libraries that the loader would not look into by itself. */
  readonly libraryFolders: readonly string[]
}

/** A path in an entry of LXC's fstab. */
const entry = (path: string) => path.replace(/[\\ \t\n]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)

export function lxcConfig(p: Places, files: WorkerFiles): string {
  const lines = [
    'lxc.uts.name = vault',
    `lxc.rootfs.path = dir:${p.skeleton}`,
    'lxc.rootfs.options = ro',
    // "up" brings the loopback up, and there is nothing else.
    'lxc.net.0.type = empty', 'lxc.net.0.flags = up',
    'lxc.autodev = 0', 'lxc.tty.max = 0', 'lxc.pty.max = 0', 'lxc.console.path = none',
    `lxc.mount.entry = ${entry(p.node)} node/node none bind,ro,nosuid,nodev 0 0`,
    `lxc.mount.entry = ${entry(p.app)} app none bind,ro,nosuid,nodev,noexec 0 0`,
    // Only processes, and of those only its own: nothing of the machine.
    'lxc.mount.entry = proc proc proc rw,nosuid,nodev,noexec,subset=pid,hidepid=ptraceable 0 0',
    'lxc.mount.entry = /dev/null dev/null none bind,rw,nosuid,noexec 0 0',
    'lxc.mount.entry = /dev/urandom dev/urandom none bind,ro,nosuid,noexec 0 0',
    `lxc.mount.entry = tmpfs tmp tmpfs rw,nosuid,nodev,noexec,size=${TMP_MIB}m,nr_inodes=${TMP_FILES},mode=1777 0 0`,
    'lxc.cap.keep = none', 'lxc.no_new_privs = 1', `lxc.seccomp.profile = ${p.seccomp}`, 'lxc.apparmor.profile = generated',
    `lxc.prlimit.nofile = ${MAX_DESCRIPTORS}`, 'lxc.prlimit.core = 0',
    'lxc.environment = PATH=/node', 'lxc.environment = HOME=/tmp',
  ]
  if (files.library !== null) lines.push(`lxc.mount.entry = ${entry(files.library)} lpc none bind,ro,nosuid,nodev,noexec 0 0`, 'lxc.environment = HAUKI_LIBRARY=/lpc')
  if (p.libraryFolders.length > 0) lines.push(`lxc.environment = LD_LIBRARY_PATH=${p.libraryFolders.join(':')}`)
  for (const version of ['cgroup', 'cgroup2']) {
    lines.push(`lxc.${version}.devices.deny = a`)
    for (const device of ['c 1:3 rw', 'c 1:9 r']) lines.push(`lxc.${version}.devices.allow = ${device}`)
  }
  return lines.join('\n') + '\n'
}

export interface One {
  readonly name: string
  /** Its user and group on the machine; inside it is 0, the only one there. */
  readonly uid: number
  /** MiB. */
  readonly heap: number
  readonly container: string
  readonly monitor: string
  readonly pivot: string
}

/** Arguments of lxc-execute. @param check only parse the bundle: for the probe. */
export function lxcArguments(p: Places, files: WorkerFiles, one: One, quick: Quick | null, check = false): string[] {
  const define = (key: string, value: string) => ['-s', `lxc.${key}=${value}`]
  const bundle = `/app/${basename(files.bundle)}`
  const program = check ? ['--check', bundle] : programOf(files, one.heap, quick, bundle, inApp)
  return [
    '-n', one.name, '-P', p.lxc, '-f', p.config,
    ...define('idmap', `u 0 ${one.uid} 1`), ...define('idmap', `g 0 ${one.uid} 1`),
    ...define('cgroup.dir.container', one.container), ...define('cgroup.dir.monitor', one.monitor), ...define('cgroup.dir.monitor.pivot', one.pivot),
    '--', '/node/node', ...nodeFlags(one.heap), ...program,
  ]
}
