/**
 * Two LXD daemons joined to a cluster, each in a network namespace of its own with a cable in
 * between: real, and gone afterwards. Needs root and the package lxd (5.0); nothing of an LXD
 * that the machine itself runs is touched. Refuses to run outside namespaces: daemons dial each other.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { find } from '../../vaultd/process/probe.js'
import { startTime, tree } from '../../vaultd/process/proc.js'
import { until } from './base.js'

const run = promisify(execFile)
const sh = async (script: string, env: Record<string, string> = {}) => (await run('bash', ['-euc', script], { env: { ...process.env, ...env }, timeout: 60_000 })).stdout

/** Why the rig cannot stand here; null when it can. */
export async function whyNoCluster(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'needs root'
  for (const tool of ['lxd', 'lxc', 'ip', 'nsenter', 'unshare']) if (find(tool) === null) return `${tool} is not installed`
  return sh(`ip netns add hklxd${process.pid}p && ip netns del hklxd${process.pid}p`).then(() => null, (e: Error) => `no network namespaces: ${e.message.split('\n')[1]}`)
}

export interface Member {
  readonly name: string
  readonly folder: string
  readonly socket: string
  readonly address: string
  readonly netns: string
  readonly daemon: ChildProcess
}

/** LXD looks at /sys/class/net of the namespace it lives in, and needs the control groups: a fresh sysfs, with the groups moved into it. */
const enter = (folder: string) => `
mount --make-rprivate /
mkdir -p ${folder}/groups
mount --rbind /sys/fs/cgroup ${folder}/groups
mount -t sysfs sysfs /sys
mount --rbind ${folder}/groups /sys/fs/cgroup
exec lxd --group root --logfile ${folder}/log`

const FIRST = (address: string) => `
config: {core.https_address: "${address}"}
networks: []
storage_pools: [{name: default, driver: dir}]
profiles: [{name: default, devices: {root: {path: /, pool: default, type: disk}}}]`

const SECOND = (name: string, address: string, token: string) => `
cluster: {enabled: true, server_name: ${name}, server_address: "${address}", cluster_token: "${token}", member_config: [{entity: storage-pool, name: default, key: source, value: ""}]}`

export class Cluster {
  readonly folder = mkdtempSync(join(tmpdir(), 'hauki-lxd-'))
  readonly members: Member[] = []

  static async start(): Promise<Cluster> {
    const c = new Cluster()
    try {
      await c.#start()
    } catch (e) {
      await c.close()
      throw e
    }
    return c
  }

  async #start(): Promise<void> {
    // Root in a container is nobody outside, and must get to its files.
    chmodSync(this.folder, 0o755)
    const id = process.pid
    const [a, b] = [`hklxd${id}a`, `hklxd${id}b`]
    await sh(`ip netns add ${a}; ip netns add ${b}
      ip link add hk${id}a netns ${a} type veth peer name hk${id}b netns ${b}
      ip -n ${a} addr add 10.120.0.1/24 dev hk${id}a; ip -n ${b} addr add 10.120.0.2/24 dev hk${id}b
      for n in a b; do ip -n hklxd${id}$n link set lo up; ip -n hklxd${id}$n link set hk${id}$n up; done`)
    for (const [i, netns] of [a, b].entries()) {
      const folder = join(this.folder, `m${i + 1}`)
      mkdirSync(folder)
      const script = join(this.folder, `enter${i + 1}`)
      writeFileSync(script, enter(folder))
      const daemon = spawn('nsenter', [`--net=/var/run/netns/${netns}`, 'unshare', '-m', 'bash', '-eu', script], { env: { ...process.env, LXD_DIR: folder }, stdio: 'ignore', detached: true })
      this.members.push({ name: `m${i + 1}`, folder, socket: join(folder, 'unix.socket'), address: `10.120.0.${i + 1}:8443`, netns, daemon })
    }
    if (!(await until(() => this.members.every((m) => existsSync(m.socket)), 20_000))) throw new Error(`LXD did not start: ${this.#log()}`)
    await Promise.all(this.members.map((m) => sh('lxd waitready --timeout=20', { LXD_DIR: m.folder })))
    const [first, second] = this.members
    await this.inside(first, 'printf %s "$PRESEED" | lxd init --preseed', { PRESEED: FIRST(first.address) })
    await this.inside(first, `lxc cluster enable ${first.name}`)
    const token = (await this.inside(first, `lxc cluster add ${second.name}`)).trim().split('\n').at(-1)!
    await this.inside(second, 'printf %s "$PRESEED" | lxd init --preseed', { PRESEED: SECOND(second.name, second.address, token) })
  }

  #log(): string {
    return this.members.map((m) => (existsSync(join(m.folder, 'log')) ? readFileSync(join(m.folder, 'log'), 'utf8').slice(-500) : '')).join('\n')
  }

  /** A shell script in a member's network, with its daemon as the one that lxc talks to. */
  inside(m: Member, script: string, env: Record<string, string> = {}): Promise<string> {
    const client = join(this.folder, 'client')
    mkdirSync(client, { recursive: true })
    return sh(`exec nsenter --net=/var/run/netns/${m.netns} bash -euo pipefail -c "$SCRIPT"`, { LXD_DIR: m.folder, LXD_CONF: client, SCRIPT: script, ...env })
  }

  /** The instances that are there. */
  async instances(): Promise<string[]> {
    return (await this.inside(this.members[0], 'lxc list -f csv -c n')).split('\n').filter((n) => n !== '').sort()
  }

  /** Ends everything. Gives what is left of it: nothing. */
  async close(): Promise<string[]> {
    // After a failed test: the kernel keeps the groups of containers that are killed with their daemon.
    if (this.members.length > 0 && this.members.every((m) => m.daemon.exitCode === null && m.daemon.signalCode === null)) {
      await this.inside(this.members[0], 'for n in $(timeout 5 lxc list -f csv -c n); do timeout 20 lxc delete -f "$n"; done').catch(() => {})
    }
    const pids = this.members.flatMap((m) => (m.daemon.pid === undefined ? [] : tree(m.daemon.pid)))
    // Containers' monitors are nobody's children: they have the folder in their arguments.
    const all = () => [...new Set([...pids, ...readdirSync('/proc').filter((d) => /^\d+$/.test(d)).map(Number).filter((pid) => pid !== process.pid && commandOf(pid).includes(this.folder))])].filter((pid) => startTime(pid) !== null)
    for (const pid of new Set(all().flatMap(tree).reverse())) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // gone meanwhile
      }
    }
    await until(() => all().length === 0, 10_000)
    for (const n of ['a', 'b']) await sh(`ip netns del hklxd${process.pid}${n}`).catch(() => {})
    const left = all().map((pid) => `process ${pid}: ${commandOf(pid)}`)
    if (left.length === 0) rmSync(this.folder, { recursive: true, force: true })
    return [...left, ...readFileSync('/proc/self/mounts', 'utf8').split('\n').filter((l) => l.includes(this.folder))]
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}
