/**
 * The one interface through which the driver reaches the mesh. A driver without a mesh has
 * NO_MESH; there is no other difference. Implemented by netd (calls) and vaultd (placement).
 */
import type { RemoteEnd, RemoteFailure } from './vm/object.js'
import type { Value } from './vm/values.js'

/** What to clone: a name in meshfs, or the LPC source itself. */
export type Source = { readonly pointer: string } | { readonly text: string }

export type Routing = 'p2p_preferred' | 'p2p_only' | 'relay_preferred' | 'relay_only'

/** What one clone may use, beyond memory and processors. Absent: what its node gives to all. */
export interface CloneLimits {
  /** Processes and threads. */
  readonly tasks?: number
  /** Open descriptors. */
  readonly files?: number
  /** In and out, in all. */
  readonly bytes?: number
  /** Of one evaluation. */
  readonly ticks?: number
  /** Of processor time, in all. */
  readonly cpuSeconds?: number
}

/**
 * What a clone may ask for, least and most: the efun that reads it and the Core that is asked hold to the
 * same. Memory in MiB, lease in ms. The reasons: vaultd/limits.ts.
 */
export const CLONE_BOUNDS = {
  count: [1, 256],
  memory: [32, 8_192],
  cpu: [0.01, 1_024],
  lease: [500, 3_600_000],
} as const

/** The config mapping of clone_distributed, checked. Times in ms, memory in MiB, cpu in cores. */
export interface CloneConfig {
  readonly routing: Routing
  readonly count: number
  readonly requires: readonly string[]
  readonly node: string | null
  readonly memory: number | null
  readonly cpu: number | null
  readonly ttl: number | null
  readonly lease: number
  readonly timeout: number
  readonly args: readonly Value[]
  readonly isolation: 'none' | 'process' | 'lxc'
  readonly limits?: CloneLimits
  /** Makes it anew when it dies; absent: never. */
  readonly restart?: RestartPolicy
  /** Workers that it may have made for it itself, which end with it; absent: none. */
  readonly clones?: number
}

/** At most `max` times within `within` ms. */
export interface RestartPolicy {
  readonly max: number
  readonly within: number
}

export interface Mesh {
  /**
   * Makes `config.count` workers. `done` is called once: with all ends, or with the failure
   * (those already made are destroyed). Returns a cancel function.
   */
  clone(source: Source, config: CloneConfig, owner: string, done: (failure: RemoteFailure | null, ends: RemoteEnd[]) => void): () => void
  /** The document behind a gem-pointer. */
  resolve(uri: string, done: (failure: RemoteFailure | null, text: string) => void): void
  /** Nodes, vaults and workers, for `swarm` commands: plain LPC values. */
  status(done: (failure: RemoteFailure | null, status: Value) => void): void
  close(): Promise<void>
}

export const NO_MESH: Mesh = {
  clone(_source, _config, _owner, done) {
    done(NOT_CONFIGURED, [])
    return () => {}
  },
  resolve: (_uri, done) => done(NOT_CONFIGURED, ''),
  status: (done) => done(NOT_CONFIGURED, undefined),
  close: async () => {},
}

const NOT_CONFIGURED: RemoteFailure = {
  code: 'NO_MESH',
  message: 'This driver has no mesh. Set [mesh] core in the configuration, or start with `hauki up`.',
  outcome: 'NOT_SENT',
  trace: [],
}
