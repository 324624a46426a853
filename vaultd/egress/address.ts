/**
 * Which addresses are public. Whatever is not: this machine, networks of one's own, the cloud's
 * metadata, what embeds another address, and what is reserved. Pure.
 */
import { BlockList, isIP } from 'node:net'
import { VaultError } from '../errors.js'

/** IANA's special-purpose registries of IPv4 and IPv6, all that is not globally reachable. */
const V4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16',
  '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
]
/** Those that carry an IPv4 address inside (mapped, translated, 6to4, Teredo) lead to it: none is let through. */
const V6 = [
  '::/127', '::ffff:0:0/96', '::/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/9', 'ff00::/8',
]

/** Throws CONFIG, with what is no network. */
export function networks(list: readonly string[]): BlockList {
  const all = new BlockList()
  for (const cidr of list) {
    const [address, bits] = cidr.split('/')
    const family = isIP(address)
    const most = family === 4 ? 32 : 128
    const length = bits === undefined ? most : /^\d+$/.test(bits) ? Number(bits) : NaN
    if (family === 0 || !(length <= most)) throw new VaultError('CONFIG', `node.egress_networks: ${JSON.stringify(cidr)} is no network such as 10.1.0.0/16`)
    all.addSubnet(address, length, family === 4 ? 'ipv4' : 'ipv6')
  }
  return all
}

const PRIVATE_V4 = networks(V4)
const PRIVATE_V6 = networks(V6)

/** @param address an IP address; what is none is not public. */
export function isPublic(address: string): boolean {
  const bare = address.split('%')[0]
  switch (isIP(bare)) {
    case 4: return !PRIVATE_V4.check(bare, 'ipv4')
    case 6: return !PRIVATE_V6.check(bare, 'ipv6')
    default: return false
  }
}
