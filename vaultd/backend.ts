/**
 * What a vault backend offers the pool: start, stop, freeze, list, reap, onExit.
 * A backend knows processes and containers; it knows nothing of what is said over the port.
 */
import type { Duplex } from 'node:stream'
import type { Isolation } from './isolation.js'

export interface VaultSpec {
  /** `vaultd-` and twelve hex digits: leftovers are found by it. */
  readonly name: string
  /** MiB of JavaScript heap; the hard limit of all memory lies above it. */
  readonly memory: number
  /** Processors it may use: 0.5 is half of one. Default one. Only backends that can count it apply it. */
  readonly cpu?: number
  /** Open descriptors at most, where that can only be said at the start (Backend.filesAtStart). */
  readonly files?: number
}

/** What a clone may ask for beyond what its vault was started with. */
export interface VaultLimits {
  /** MiB of heap, as in VaultSpec; it lowers the hard limit only. */
  readonly memory: number
  readonly cpu: number
  /** Processes and threads. */
  readonly tasks?: number
  /** Open descriptors. */
  readonly files?: number
}

/** What a vault used, for the reason of its death. Bytes, seconds, processors; null: not known here. */
export interface VaultUsage {
  readonly memoryLimit: number
  readonly memoryPeak: number | null
  /** Processes killed because the memory was full. */
  readonly outOfMemory: number | null
  readonly cpuLimit: number
  readonly cpuSeconds: number
  /** Time it would have run but for its processor limit. */
  readonly throttledSeconds: number
  readonly tasksLimit: number | null
  readonly tasksPeak: number | null
}

export interface VaultExit {
  readonly name: string
  readonly code: number | null
  readonly signal: string | null
  /** The last of what it wrote to stderr. */
  readonly stderr: string
  /** Was it we who stopped it? */
  readonly wanted: boolean
  /** MiB of its JavaScript heap. */
  readonly memory?: number
  /** The figures, where the backend counts them. */
  readonly usage?: VaultUsage | null
}

export interface Vault extends VaultSpec {
  /** The process whose death is the vault's; 0 when it is one of another machine. */
  readonly pid: number
  readonly isolation: Isolation
  /** The inherited descriptor, this end; or what stands in for it. */
  readonly port: Duplex
  /** The machine of a cluster it is on; absent where there is none. */
  readonly location?: string
}

export interface Backend {
  readonly kind: 'process' | 'lxc' | 'incus'
  readonly isolation: Isolation
  /** The number of open files cannot be changed once a vault runs: who names one gets a vault started for it. */
  readonly filesAtStart?: boolean
  /** Resolves when the process runs (not when the worker is ready). Rejects with VAULT_FAILED. */
  start(spec: VaultSpec): Promise<Vault>
  /** Kills at once; resolves when it is gone. An unknown name is already gone. */
  stop(name: string): Promise<void>
  freeze(name: string, frozen: boolean): Promise<void>
  /** Sets the limits of a vault that runs and has no guest yet. */
  limit?(name: string, limits: VaultLimits): Promise<void>
  /** What it has used so far, as far as that is known. */
  usage?(name: string): VaultUsage | null
  /** Where usage() knows nothing by itself: asks now, and again and again, so that it does from here on. */
  meter?(name: string): Promise<void>
  /** Moves the vault to another machine of a cluster, where the backend can; what ran in it ends and a new worker starts there. */
  migrate?(name: string, member: string): Promise<Vault>
  list(): readonly Vault[]
  /** Removes what an earlier run left behind; the names found. Only before the first start. */
  reap(): Promise<string[]>
  onExit(listener: (exit: VaultExit) => void): void
  /** Stops all. */
  close(): Promise<void>
}
