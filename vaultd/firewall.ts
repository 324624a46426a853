/**
 * The kernel's half of Route A: an nftables rule that drops what knocks at the interface's address from
 * another interface. Linux answers for an address on every interface; the listener refuses such
 * connections only after it has accepted them (listener.ts), this rule before.
 *
 * One rule for all ports that a listener can get, so that a clone costs no command. Needs root and `nft`.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { isIPv4 } from 'node:net'
import { VaultError } from './errors.js'
import type { Bound } from './listener.js'

/** The kernel's default, should it not say. */
const EPHEMERAL = '32768-60999'
/** Before the filters of the machine itself, which may accept what they like. */
const PRIORITY = -10

export interface Firewall {
  /** Takes the rule away. */
  close(): void
}

/** The rule set, as `nft -f -` reads it. What an earlier run left under that name is replaced. */
function ruleSet(bound: Bound, ports = ephemeralPorts()): string {
  const name = tableOf(bound)
  const family = isIPv4(bound.address) ? 'ip' : 'ip6'
  return `table inet ${name}
delete table inet ${name}
table inet ${name} {
  chain input {
    type filter hook input priority ${PRIORITY}; policy accept;
    iifname != { ${[...new Set(['lo', bound.interface])].map((i) => `"${i}"`).join(', ')} } ${family} daddr ${bound.address} tcp dport ${ports} tcp flags & (fin | syn | rst | ack) == syn counter drop
  }
}
`
}

/** Throws CONFIG: without root or `nft`, or where the kernel has no nftables. */
export function openFirewall(bound: Bound): Firewall {
  nft('-f', ruleSet(bound))
  return {
    close() {
      try {
        nft('-f', `delete table inet ${tableOf(bound)}\n`)
      } catch {
        // Somebody else took it away.
      }
    },
  }
}

function nft(flag: string, input: string): void {
  try {
    execFileSync('nft', [flag, '-'], { input, stdio: ['pipe', 'ignore', 'pipe'] })
  } catch (e) {
    const said = (e as { stderr?: Buffer }).stderr?.toString().trim().split('\n')[0] ?? String(e)
    throw new VaultError('CONFIG', `node.firewall: nft says "${said}". It needs root and nftables; false does without`, { cause: e })
  }
}

const tableOf = (bound: Bound): string => `hauki_${bound.interface.replace(/[^a-zA-Z0-9_]/g, '_')}`

function ephemeralPorts(): string {
  try {
    return readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').trim().split(/\s+/).join('-')
  } catch {
    return EPHEMERAL
  }
}
