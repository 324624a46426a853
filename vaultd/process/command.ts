/**
 * The command line of a vault at each isolation level. Pure: it starts nothing.
 */
import { basename, dirname } from 'node:path'
import type { Isolation } from '../isolation.js'
import type { Quick } from './quick.js'
import { ENTER } from './skeleton.js'

export interface Tools {
  readonly node: string
  /** Shared libraries of node, prlimit and setpriv, absolute. */
  readonly libs: readonly string[]
  readonly bwrap: string | null
  readonly unshare: string | null
  readonly prlimit: string | null
  readonly setpriv: string | null
  /** How many descriptors this process itself may have: a child cannot be given more. */
  readonly descriptors: number
  /** Folders of the libraries of umount, for the moment after the old root has moved. */
  readonly libFolders: readonly string[]
}

export interface WorkerFiles {
  /** The bundled worker, one file. */
  readonly bundle: string
  /** A folder of LPC files given to every worker, read-only; null for none. */
  readonly library: string | null
  /** Arguments after the bundle. */
  readonly argv: readonly string[]
}

/** node's flags in a vault of that heap (MiB). */
export function nodeFlags(heap: number): string[] {
  return [`--max-old-space-size=${heap}`, '--no-addons']
}

/** Where a vault sees the worker's files. */
export const inApp = (name: string): string => `/app/${name}`

/** The bundle and its arguments, or its quicker start. @param bundle its path as the vault sees it. */
export function programOf(files: WorkerFiles, heap: number, quick: Quick | null, bundle: string, at: (name: string) => string): string[] {
  return [...(quick === null || quick.heap !== heap ? [bundle] : quick.program(bundle, at)), ...files.argv]
}

export interface Command {
  readonly file: string
  readonly args: string[]
}

/** Processes and threads of one vault: node itself uses 7 to 11. */
export const MAX_TASKS = 40
/** Descriptors of one vault. */
const MAX_DESCRIPTORS = 256
/** Bytes of a file a vault may write (only its own /tmp exists). */
const TMPFS_BYTES = 16 * 1024 * 1024
/** Node's own data segment beside the JavaScript heap, MiB: 144 MiB is reserved (stacks, code, buffers), then as much for Buffers as for the heap. */
export const dataLimit = (heap: number) => (heap * 2 + 144) * 1024 * 1024

function limits(tools: Tools, path: string | null, heap: number, tasks: boolean): string[] {
  if (path === null || tools.prlimit === null) return []
  const nproc = tasks ? [`--nproc=${MAX_TASKS}`] : []
  return [path, '--core=0', `--nofile=${Math.min(MAX_DESCRIPTORS, tools.descriptors)}`, `--data=${dataLimit(heap)}`, ...nproc, '--']
}

export function command(level: Isolation, tools: Tools, files: WorkerFiles, heap: number, quick: Quick | null = null, skeleton = ''): Command {
  const flags = nodeFlags(heap)
  const plain = programOf(files, heap, quick, files.bundle, (name) => quick!.files.get(name)!)
  switch (level) {
    case 'bubblewrap': return bubblewrap(tools, files, heap, flags, quick)
    case 'unshare': return unshare(tools, files, heap, flags, quick, skeleton)
    default: {
      // No task limit here: it counts all processes of the user, not those of the vault.
      const all = [...limits(tools, tools.prlimit, heap, false), tools.node, ...flags, ...plain]
      return { file: all[0], args: all.slice(1) }
    }
  }
}

/** @param skeleton the folder that becomes the root (skeleton.ts). */
function unshare(tools: Tools, files: WorkerFiles, heap: number, flags: string[], quick: Quick | null, skeleton: string): Command {
  const bundle = `/app/${basename(files.bundle)}`
  const program = programOf(files, heap, quick, bundle, inApp)
  const inner = [...limits(tools, tools.prlimit === null ? null : '/node/prlimit', heap, true), '/node/node', ...flags, ...program]
  return { file: tools.unshare!, args: ['-Urnpmiu', '--fork', '--kill-child', '--', '/bin/sh', '-c', ENTER, 'vault', skeleton, tools.node, files.library ?? '', String(TMPFS_BYTES), ...inner] }
}

function bubblewrap(tools: Tools, files: WorkerFiles, heap: number, flags: string[], quick: Quick | null): Command {
  const args = [
    '--unshare-all', '--die-with-parent', '--new-session', '--clearenv', '--cap-drop', 'ALL',
    '--hostname', 'vault', '--setenv', 'PATH', '/node', '--setenv', 'HOME', '/tmp',
  ]
  for (const lib of tools.libs) args.push('--ro-bind', lib, lib)
  // node finds its libraries by the loader's own list; a node from elsewhere needs to be told.
  const dirs = [...new Set(tools.libs.map(dirname))].filter((d) => !/^\/(usr\/)?lib(64)?(\/[a-z0-9_]+-linux-gnu)?$/.test(d))
  if (dirs.length > 0) args.push('--setenv', 'LD_LIBRARY_PATH', dirs.join(':'))
  args.push('--ro-bind', tools.node, '/node/node')
  if (tools.prlimit !== null) args.push('--ro-bind', tools.prlimit, '/node/prlimit')
  const bundle = `/app/${basename(files.bundle)}`
  args.push('--ro-bind', files.bundle, bundle)
  for (const [name, path] of quick?.files ?? []) args.push('--ro-bind', path, inApp(name))
  const program = programOf(files, heap, quick, bundle, inApp)
  if (files.library !== null) args.push('--ro-bind', files.library, '/lpc', '--setenv', 'HAUKI_LIBRARY', '/lpc')
  args.push('--proc', '/proc', '--dev', '/dev', '--size', String(TMPFS_BYTES), '--tmpfs', '/tmp', '--remount-ro', '/', '--chdir', '/tmp', '--')
  args.push(...limits(tools, tools.prlimit === null ? null : '/node/prlimit', heap, true), '/node/node', ...flags, ...program)
  return { file: tools.bwrap!, args }
}

/** The environment: nothing of ours. (NODE_EXTRA_CA_CERTS alone would add 80 ms to each start.) */
export function environment(level: Isolation, tools: Tools, files: WorkerFiles): NodeJS.ProcessEnv {
  if (level === 'bubblewrap') return {}
  if (level === 'unshare') {
    const env: NodeJS.ProcessEnv = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/tmp', HAUKI_LIBS: tools.libFolders.join(' ') }
    if (files.library !== null) env.HAUKI_LIBRARY = '/lpc'
    return env
  }
  const env: NodeJS.ProcessEnv = { PATH: '/usr/bin:/bin', HOME: '/' }
  if (files.library !== null) env.HAUKI_LIBRARY = files.library
  return env
}
