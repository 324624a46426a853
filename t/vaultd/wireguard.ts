/** A real WireGuard link between two namespaces (wireguard-go: no kernel module is needed), over a bad road. */
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folder, until } from './base.js'
import { Cable, ipIn, named, network, run, runIn, skipWithout, type End } from './netns.js'
import { udpPath, type UdpPath } from './udp-path.js'

export interface Tunnel {
  readonly a: End
  readonly b: End
  readonly path: UdpPath
  /** Bytes that the tunnel has carried, as WireGuard counts them. */
  carried(): number
  close(): void
}

function reason(): string | false {
  const missing = skipWithout('wg', 'wireguard-go')
  return missing !== false || existsSync('/dev/net/tun') ? missing : 'no /dev/net/tun'
}

export const skipTunnel = reason()

async function device(ns: string | null, name: string): Promise<ChildProcess> {
  const [command, ...args] = [...(ns === null ? [] : ['ip', 'netns', 'exec', ns]), 'setpriv', '--pdeathsig', 'KILL', 'wireguard-go', '--foreground', name]
  const child = spawn(command, args, { stdio: 'ignore', env: { ...process.env, WG_PROCESS_FOREGROUND: '1', LOG_LEVEL: 'silent' } })
  process.on('exit', () => child.kill('SIGKILL'))
  if (!await until(() => existsSync(`/var/run/wireguard/${name}.sock`))) child.emit('error', new RangeError('wireguard-go did not start'))
  return child
}

/** `.1` where the test runs and `.2` in `ns`, over datagrams that a Cable carries through this process. */
export async function tunnel(n: number, ns: string, under: Cable): Promise<Tunnel> {
  mkdirSync('/var/run/wireguard', { recursive: true })
  const net = network(n)
  const path = await udpPath('127.0.0.1', under.a.address)
  const ends: Array<End & { secret: string; key: string; peer: number; at: string }> = []
  for (const [i, where] of ([[1, null], [2, ns]] as const)) {
    const secret = run('wg', 'genkey').trim()
    const file = join(folder, `wg${n}${i}`)
    writeFileSync(file, secret, { mode: 0o600 })
    const key = run('bash', '-c', `wg pubkey < ${file}`).trim()
    ends.push({ ns: where, name: named(`w${n}${i}`), address: `${net}.${i}`, secret: file, key, peer: i === 1 ? path.portA : path.portB, at: i === 1 ? '127.0.0.1' : under.a.address })
  }
  const devices = await Promise.all(ends.map((e) => device(e.ns, e.name)))
  ends.forEach((e, i) => {
    const other = ends[1 - i]
    runIn(e.ns, 'wg', 'set', e.name, 'private-key', e.secret, 'peer', other.key, 'endpoint', `${e.at}:${e.peer}`, 'allowed-ips', `${other.address}/32`, 'persistent-keepalive', '1')
    ipIn(e.ns, 'addr', 'add', `${e.address}/24`, 'dev', e.name)
    ipIn(e.ns, 'link', 'set', e.name, 'up')
  })
  const [a, b] = ends
  return {
    a, b, path,
    carried: () => run('wg', 'show', a.name, 'transfer').trim().split(/\s+/).slice(1).reduce((sum, x) => sum + Number(x), 0),
    close() {
      for (const d of devices) d.kill('SIGTERM')
      path.close()
    },
  }
}
