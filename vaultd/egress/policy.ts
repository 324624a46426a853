/**
 * What workers of this node may ask of the world: the rules of `node.egress`, read once. Nothing
 * is allowed that no rule names. Pure. Not for: which address a name leads to (address.ts, ask.ts).
 *
 *   rule = [METHOD[,METHOD…] ] [http:// | https://] HOST [:PORT]
 *
 * HOST is a name, `*.name` for all names below it, `*` for any name, or an address, `[…]` around
 * one of version 6. Without methods: GET and HEAD. Without a scheme: both, each on its own port.
 */
import { isIP } from 'node:net'
import { VaultError } from '../errors.js'

export interface Rule {
  readonly methods: ReadonlySet<string>
  readonly scheme: 'http:' | 'https:' | null
  /** Lower case; '*', '*.name', a name, or an address without brackets. */
  readonly host: string
  /** Null: the scheme's own. */
  readonly port: number | null
}

export const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const READING = new Set(['GET', 'HEAD'])
const RULE = /^(?:([A-Za-z,]+) +)?(?:(https?):\/\/)?(\[[0-9A-Fa-f:.]+\]|[^:/\s[\]]+)(?::(\d{1,5}))?\/?$/
const HOST = /^(\*|(\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*)$/

/** Throws CONFIG, with the rule that cannot be read. */
export function readRule(text: string): Rule {
  const bad = (why: string) => new VaultError('CONFIG', `node.egress: ${JSON.stringify(text)} ${why} (a rule is [METHODS ][https://]HOST[:PORT])`)
  const m = RULE.exec(text.trim())
  if (m === null) throw bad('is no rule')
  const methods = m[1] === undefined ? READING : new Set(m[1].toUpperCase().split(','))
  for (const method of methods) if (!METHODS.has(method)) throw bad(`names the method ${JSON.stringify(method)}`)
  const host = m[3].toLowerCase().replace(/^\[|\]$/g, '').replace(/([^*])\.$/, '$1')
  if (isIP(host) === 0 && !HOST.test(host)) throw bad('has no host that could be')
  const port = m[4] === undefined ? null : Number(m[4])
  if (port !== null && !(port >= 1 && port <= 65535)) throw bad('has no port that could be')
  return { methods, scheme: m[2] === undefined ? null : `${m[2] as 'http' | 'https'}:`, host, port }
}

export function hostOf(url: URL): string {
  return url.hostname.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

export function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
}

function fits(rule: Rule, url: URL, method: string): boolean {
  const host = hostOf(url)
  if (!rule.methods.has(method) || (rule.scheme !== null && rule.scheme !== url.protocol)) return false
  if (portOf(url) !== (rule.port ?? (url.protocol === 'https:' ? 443 : 80))) return false
  // A pattern means names: an address is reached only by a rule that is that address.
  if (isIP(host) !== 0) return rule.host === host
  if (rule.host === '*') return true
  return rule.host.startsWith('*.') ? host.endsWith(rule.host.slice(1)) : host === rule.host
}

/** The first rule that allows it, or null. */
export function allowing(rules: readonly Rule[], url: URL, method: string): Rule | null {
  return rules.find((rule) => fits(rule, url, method)) ?? null
}
