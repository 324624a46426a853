/**
 * One Core, one node, one driver of a swarm from one state folder: a second one would speak with the
 * first one's key, and end what that runs for leftovers of its own. The lock is SQLite's, on a file that stays empty: the kernel
 * lets go of it when the process ends, however it ends, and other namespaces see it too.
 */
import Database from 'better-sqlite3'
import { ConfigError, usable } from './config.js'
import type { Running } from './hold.js'
import type { Settings } from './settings.js'
import { state } from './state.js'

/** Throws ConfigError when the folder is taken. */
export function lockState(config: Settings, role: 'core' | 'node' | 'driver'): Running {
  const db = usable('state.dir', () => new Database(state(config, `${role}.lock`), { timeout: 0 }))
  try {
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
  } catch (e) {
    db.close()
    if ((e as { code?: string }).code !== 'SQLITE_BUSY') throw new ConfigError(`state.dir: ${(e as Error).message}`)
    throw new ConfigError(`state.dir: a ${role} runs from ${state(config)} already; give this one a folder of its own`)
  }
  return { close: () => void db.close() }
}
