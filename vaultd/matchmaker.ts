/**
 * Chooses the node for a clone: a pure function over what the nodes last said.
 * First what must hold (tags, isolation, name, memory, room), then the best by score.
 */
import { VaultError } from './errors.js'
import { satisfies, type Isolation, type Wanted } from './isolation.js'

export interface Candidate {
  readonly name: string
  readonly tags: ReadonlySet<string>
  readonly isolation: Isolation
  /** MiB that are free by the last heartbeat, less what was promised since. */
  readonly freeMemory: number
  readonly cpus: number
  /** Load average over one minute, of all processors. */
  readonly load: number
  readonly running: number
  readonly maxVaults: number
  readonly warm: number
  /** Takes no new workers. */
  readonly drained?: boolean
  /** Connected and heard of lately. */
  readonly alive: boolean
}

export interface Want {
  readonly requires: readonly string[]
  readonly node: string | null
  /** MiB the vault may use. */
  readonly memory: number
  readonly cpu: number | null
  readonly isolation: Wanted
  /** Nodes that have just failed this clone. */
  readonly avoid: ReadonlySet<string>
}

/** Memory that stays free on a node, MiB: the agent and the system live there too. */
const RESERVE = 64

/** Why this node cannot take it, or null. */
export function lacking(c: Candidate, want: Want): string | null {
  if (want.node !== null && c.name !== want.node) return 'another was named'
  if (!c.alive) return 'is silent'
  if (c.drained === true) return 'is being drained'
  if (want.avoid.has(c.name)) return 'has just failed this clone'
  const missing = want.requires.filter((tag) => !c.tags.has(tag))
  if (missing.length > 0) return `lacks ${missing.map((t) => `"${t}"`).join(', ')}`
  if (!satisfies(c.isolation, want.isolation)) return `isolates by "${c.isolation}" only, "${want.isolation}" was asked`
  if (want.cpu !== null && c.cpus < want.cpu) return `has ${c.cpus} processors, ${want.cpu} were asked`
  if (c.running >= c.maxVaults) return `is full (${c.maxVaults} vaults)`
  if (c.freeMemory - RESERVE < want.memory) return `has ${Math.max(0, Math.floor(c.freeMemory - RESERVE))} MiB free, ${want.memory} were asked`
  return null
}

/** Higher is better. Idle processors count most, then spread, then memory; a warm vault breaks ties. */
export function score(c: Candidate): number {
  const cpu = Math.max(0, 1 - c.load / Math.max(1, c.cpus))
  const spread = 1 / (1 + c.running / Math.max(1, c.cpus))
  const memory = Math.min(1, c.freeMemory / 16_384)
  return cpu + 2 * spread + 0.5 * memory + (c.warm > 0 ? 0.25 : 0)
}

/** Is nothing lacking? As lacking(), without a word: most nodes of a large swarm are not told why. */
function fits(c: Candidate, want: Want): boolean {
  return (want.node === null || c.name === want.node) && c.alive && c.drained !== true && c.running < c.maxVaults && c.freeMemory - RESERVE >= want.memory && (want.cpu === null || c.cpus >= want.cpu)
    && satisfies(c.isolation, want.isolation) && want.requires.every((tag) => c.tags.has(tag)) && !want.avoid.has(c.name)
}

/** The best node. Throws NO_NODE, naming what each lacked; NO_SUCH_NODE when a named one does not exist. @param away members that are not connected, for the error. */
export function choose(nodes: readonly Candidate[], want: Want, away: () => readonly string[] = () => []): Candidate {
  let best: Candidate | null = null
  let bestScore = -Infinity
  for (const c of nodes) {
    if (!fits(c, want)) continue
    const s = score(c)
    // Equal nodes: the name decides, so that the same picture gives the same answer.
    if (s > bestScore || (s === bestScore && c.name < best!.name)) {
      best = c
      bestScore = s
    }
  }
  if (best !== null) return best
  throw noneFits(nodes, want, away())
}

function noneFits(nodes: readonly Candidate[], want: Want, away: readonly string[]): VaultError {
  const reasons = new Map<string, string[]>()
  for (const c of nodes) {
    if (want.node !== null && c.name !== want.node) continue
    const why = lacking(c, want) ?? 'is busy'
    const names = reasons.get(why)
    if (names === undefined) reasons.set(why, [c.name])
    else names.push(c.name)
  }
  const missed = away.filter((name) => want.node === null || want.node === name)
  if (reasons.size === 0 && missed.length > 0) return new VaultError('NO_NODE', `no node: not connected: ${some(missed)}`)
  if (nodes.length === 0) return new VaultError('NO_NODE', 'no node: none has joined the swarm (start one with `hauki node --join INVITE`)')
  if (want.node !== null && reasons.size === 0) return new VaultError('NO_SUCH_NODE', `no node is named "${want.node}"`)
  return new VaultError('NO_NODE', `no node: ${[...reasons].map(([why, names]) => `${some(names)} ${why}`).join('; ')}`)
}

function some(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
}
