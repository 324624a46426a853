/**
 * Makes the system calls of an attacker inside a container with a vault's own configuration. A
 * vault has no tool that could, so perl is let in through the library's place, with execution
 * allowed there: the only two differences.
 */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { LxcBackend } from '../../vaultd/lxc/backend.js'
import { firstUid } from '../../vaultd/lxc/uids.js'
import { base } from './lxc-rig.js'

/** x86_64 numbers and arguments; `s:` marks a string. Calls that would succeed for some root. */
const CALLS: Record<string, ReadonlyArray<number | string>> = {
  mount: [165, 's:none', 's:/tmp', 's:tmpfs', 0, 0], remount: [165, 's:none', 's:/', 's:', 0x20, 0], bind: [165, 's:/proc', 's:/tmp', 's:', 0x1000, 0],
  umount2: [166, 's:/tmp', 2], pivot_root: [155, 's:/tmp', 's:/tmp'], chroot: [161, 's:/tmp'],
  fsopen: [430, 's:proc', 0], fsmount: [432, 0, 0, 0], move_mount: [429, 0, 's:/', 0, 's:/tmp', 0], open_tree: [428, -100, 's:/', 1], mount_setattr: [442, -100, 's:/', 0, 0, 0],
  unshare_user: [272, 0x10000000], unshare_mount: [272, 0x20000], unshare_net: [272, 0x40000000], setns: [308, 0, 0],
  clone_user: [56, 0x10000011, 0, 0, 0, 0], clone_mount: [56, 0x20011, 0, 0, 0, 0], clone_pid_net: [56, 0x60000011, 0, 0, 0, 0], clone3: [435, 0, 0],
  ptrace: [101, 0, 0, 0, 0], process_vm_readv: [310, 1, 0, 0, 0, 0, 0], process_vm_writev: [311, 1, 0, 0, 0, 0, 0], kcmp: [312, 1, 1, 0, 0, 0], pidfd_getfd: [438, 0, 0, 0],
  bpf: [321, 0, 0, 0], perf_event_open: [298, 0, 0, 0, 0, 0], userfaultfd: [323, 0], io_uring_setup: [425, 1, 0], memfd_secret: [447, 0],
  add_key: [248, 's:user', 's:x', 's:y', 1, -2], request_key: [249, 's:user', 's:x', 's:', 0], keyctl: [250, 0, -1, 0, 0, 0],
  mknod: [133, 's:/tmp/sda', 0x6000 + 0o600, 0x800], name_to_handle_at: [303, -100, 's:/', 0, 0, 0], open_by_handle_at: [304, 0, 0, 0],
  init_module: [175, 0, 0, 's:'], kexec_load: [246, 0, 0, 0, 0], syslog: [103, 3, 0, 0], swapon: [167, 's:/tmp/x', 0], sethostname: [170, 's:x', 1], settimeofday: [164, 0, 0],
  personality: [135, 8], fanotify_init: [300, 0, 0], iopl: [172, 3], quotactl: [179, 0, 0, 0, 0], acct: [163, 0],
}

const LAST_FAMILY = 45

function script(): string {
  const arg = (a: number | string) => (typeof a === 'string' ? `my_s("${a.slice(2)}")` : String(a))
  const lines = Object.entries(CALLS).map(([name, args]) => `$! = 0; $r = syscall(${args.map(arg).join(', ')}); exit(0) if $r == 0 && "${name}" =~ /^clone/; print "call ${name} ", ($r == -1 ? 0 + $! : 0), "\\n";`)
  return [
    'sub my_s { my $s = shift; return $s . ""; } $| = 1;', ...lines,
    `for my $f (0..${LAST_FAMILY}) { my $ok = 0; for my $type (1, 2, 3, 5) { my $r = syscall(41, $f, $type, 0); $ok = 1 if $r >= 0; syscall(3, $r) if $r >= 0; } print "family $f $ok\\n"; }`,
    '$! = 0; $r = syscall(105, 1); print "other setuid ", ($r == -1 ? 0 + $! : 0), "\\n";',
    '$! = 0; open(F, "<", "/dev/mem"); print "other open_devices ", 0 + $!, "\\n";',
    // Processes outside have no number here: not even this test.
    `$! = 0; $r = kill(9, ${process.pid}); print "other kill_outside ", 0 + $!, "\\n";`,
  ].join('\n')
}

export interface Tricks {
  /** Call → the name of its errno, or OK. */
  readonly calls: Record<string, string>
  /** The address families that sockets could be made of. */
  readonly families: number[]
  readonly others: Record<string, string>
}

/** @param b opened with `/usr` as library. Null: no perl, or another processor. */
export async function tricks(b: LxcBackend, state: string): Promise<Tricks | null> {
  if (process.arch !== 'x64' || !existsSync('/usr/bin/perl')) return null
  const config = join(state, 'tricks.conf')
  writeFileSync(config, readFileSync(join(state, 'vault.conf'), 'utf8').replace('lpc none bind,ro,nosuid,nodev,noexec', 'lpc none bind,ro,nosuid,nodev') + 'lxc.environment = LD_LIBRARY_PATH=/lpc/lib/x86_64-linux-gnu\n')
  const owner = readdirSync(base).find((f) => f.startsWith(`${process.pid}-`))!
  const uid = firstUid() + 499
  const { stdout } = await promisify(execFile)(b.tools.lxcExecute, [
    '-n', 'vaultd-tricks', '-P', base, '-f', config, '-s', `lxc.idmap=u 0 ${uid} 1`, '-s', `lxc.idmap=g 0 ${uid} 1`,
    '-s', `lxc.cgroup.dir.container=hauki/${owner}/vaultd-tricks/p`, '-s', `lxc.cgroup.dir.monitor=hauki/${owner}/vaultd-tricks.m`, '-s', `lxc.cgroup.dir.monitor.pivot=hauki/${owner}/pivot`,
    '--', '/lpc/bin/perl', '-e', script(),
  ], { env: { PATH: '/usr/sbin:/sbin' }, timeout: 20_000 })
  const names = new Map(Object.entries(constants.errno).map(([name, n]) => [n, name]))
  const all = stdout.trim().split('\n').map((line) => line.split(' '))
  const errnos = (kind: string) => Object.fromEntries(all.filter((w) => w[0] === kind).map((w) => [w[1], w[2] === '0' ? 'OK' : names.get(Number(w[2])) ?? w[2]]))
  return { calls: errnos('call'), families: all.filter((w) => w[0] === 'family' && w[2] === '1').map((w) => Number(w[1])), others: errnos('other') }
}
