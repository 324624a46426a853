/**
 * The seccomp profile of a vault, in LXC's format (version 2, a list of what is refused).
 * Node with worker threads and child processes runs under it. Pure.
 */

/** Refused with EPERM: what makes mounts and namespaces, reads other processes, loads code into the kernel, or has a history of holes in it. */
const REFUSED = [
  // mounts and roots
  'mount', 'umount', 'umount2', 'pivot_root', 'chroot', 'fsopen', 'fsconfig', 'fsmount', 'fspick', 'move_mount', 'open_tree', 'mount_setattr', 'quotactl', 'quotactl_fd', 'swapon', 'swapoff',
  // namespaces
  'setns', 'unshare', 'sethostname', 'setdomainname',
  // other processes
  'ptrace', 'process_vm_readv', 'process_vm_writev', 'process_madvise', 'kcmp', 'pidfd_getfd', 'perf_event_open',
  // the kernel's own machinery
  'bpf', 'userfaultfd', 'io_uring_setup', 'io_uring_enter', 'io_uring_register', 'kexec_load', 'kexec_file_load', 'init_module', 'finit_module', 'delete_module', 'create_module',
  'add_key', 'request_key', 'keyctl', 'syslog', 'acct', 'reboot', 'lookup_dcookie', 'nfsservctl', 'fanotify_init', 'memfd_secret',
  // devices and handles that lead around the file system
  'mknod', 'mknodat', 'open_by_handle_at', 'name_to_handle_at', 'ioperm', 'iopl', 'modify_ldt', 'vm86', 'vm86old', 'uselib', 'personality', 'vhangup',
  // clocks of the machine
  'settimeofday', 'stime', 'clock_settime', 'clock_adjtime', 'adjtimex',
]

const EPERM = 1
const ENOSYS = 38
const EAFNOSUPPORT = 97

/** clone(2)'s flags that make namespaces: cgroup, uts, ipc, user, pid, net, mount. */
const NAMESPACE_FLAGS = [0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000, 0x00020000]

/** Address families a vault may open: unix, IPv4, IPv6 (its network is a loopback of its own). The others up to the last of these. */
const LAST_FAMILY = 10
const ALLOWED_FAMILIES = new Set([1, 2, LAST_FAMILY])

/** The rules alone, one a line: Incus and LXD add them to theirs. */
export function seccompRules(): string[] {
  const lines = REFUSED.map((name) => `${name} errno ${EPERM}`)
  for (const flag of NAMESPACE_FLAGS) lines.push(`clone errno ${EPERM} [0,${flag},SCMP_CMP_MASKED_EQ,${flag}]`)
  // Its flags lie in memory, where a filter cannot look: the C library then uses clone.
  lines.push(`clone3 errno ${ENOSYS}`)
  // AF_VSOCK leads to the hypervisor even without a network; AF_PACKET, AF_NETLINK, AF_ALG and the rest are nothing a worker needs.
  for (let family = 0; family <= LAST_FAMILY; family++) if (!ALLOWED_FAMILIES.has(family)) lines.push(`socket errno ${EAFNOSUPPORT} [0,${family},SCMP_CMP_EQ]`)
  lines.push(`socket errno ${EAFNOSUPPORT} [0,${LAST_FAMILY},SCMP_CMP_GT]`)
  // 32-bit programs open sockets through it, with the family out of sight.
  lines.push(`socketcall errno ${ENOSYS}`)
  return lines
}

export function seccompProfile(): string {
  return ['2', 'denylist', '[all]', ...seccompRules()].join('\n') + '\n'
}
