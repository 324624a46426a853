/**
 * Opens the backend that the setting names, or the best that this machine gives.
 * Not for: what a backend is (backend.ts).
 */
import type { Backend } from './backend.js'
import { VaultError } from './errors.js'
import type { ServerOptions } from './incus/api.js'
import { openIncus } from './incus/open.js'
import type { Isolation } from './isolation.js'
import type { Log } from './log.js'
import { openLxc } from './lxc/backend.js'
import { processBackend } from './process/backend.js'

export type BackendChoice = 'best' | 'lxc' | 'process' | 'incus'

/** What the backend `incus` is told: see IncusOptions. */
export interface IncusChoice extends ServerOptions {
  readonly pool: string
  readonly target: string
}

export interface BackendOptions {
  readonly choice: BackendChoice
  readonly bundle: string
  readonly library: string | null
  readonly argv: readonly string[]
  readonly state: string
  /** Where containers' roots are made: see LxcOptions. */
  readonly base?: string
  /** The best isolation of the process backend; naming one also means that backend. */
  readonly most?: Isolation
  readonly memory?: number
  /** False: no control groups for the backend `process`. */
  readonly groups?: boolean
  /** For the backend `incus`. */
  readonly incus?: IncusChoice
  readonly log: Log
}

/** Throws CONFIG when `lxc` or `incus` was named and something is missing: the text says what. */
export async function openBackend({ choice, incus, ...options }: BackendOptions): Promise<Backend> {
  if (choice === 'incus') {
    const { pool, target, ...server } = incus ?? { server: '', pool: 'default', target: '' }
    const backend = await openIncus({ ...options, server, pool, target })
    if (!('missing' in backend)) return backend
    throw new VaultError('CONFIG', `the backend incus cannot be used: ${backend.missing.join('; ')}`)
  }
  if (choice === 'process' || (choice === 'best' && options.most !== undefined && options.most !== 'lxc')) return processBackend(options)
  const lxc = await openLxc(options)
  if (!('missing' in lxc)) return lxc
  if (choice === 'lxc') throw new VaultError('CONFIG', `the backend lxc cannot be used here: ${lxc.missing.join('; ')}`)
  options.log.info({ missing: lxc.missing }, 'no LXC vaults here: workers run as isolated processes')
  return processBackend(options)
}
