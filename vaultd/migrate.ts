/**
 * Brings a registry up to date: the numbered SQL files beside this one, each in a transaction
 * together with the version it leads to. Never down, never edited once released.
 */
import type Database from 'better-sqlite3'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { VaultError } from './errors.js'

const FOLDER = fileURLToPath(new URL('./migrations/', import.meta.url))

export function migrate(db: Database.Database, folder = FOLDER): void {
  const files = readdirSync(folder).filter((f) => /^\d{3}-.*\.sql$/.test(f)).sort()
  const have = db.pragma('user_version', { simple: true }) as number
  if (have > files.length) throw new VaultError('CONFIG', `its version is ${have}, this program knows ${files.length}: use a newer hauki`)
  for (let v = have; v < files.length; v++) {
    const sql = readFileSync(join(folder, files[v]), 'utf8')
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${v + 1}`)
    })()
  }
}
