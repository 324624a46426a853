/**
 * What makes a start of the worker quick, made beside the work once per bundle, node and heap: a
 * snapshot of the process as it is when the bundle has run, if the bundle is made for that; else
 * V8's code cache. Without either everything works, slower.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Log } from '../log.js'
import { codeCache } from './cache.js'
import { nodeFlags } from './command.js'
import { snapshot } from './snapshot.js'

export interface Quick {
  /** Name beside the bundle in a vault → path here. */
  readonly files: ReadonlyMap<string, string>
  /** MiB: V8 takes it with the very flags it was made with only. */
  readonly heap: number
  /** node's arguments after its flags. @param at the path of one of the files, or of the bundle, as the vault sees it. */
  program(bundle: string, at: (name: string) => string): string[]
}

export interface QuickOptions {
  readonly bundle: string
  /** Folder for what is made; a part of it is ours. */
  readonly state: string
  readonly node: string
  readonly heap: number
  /** False where the node that starts may be another than this one: it would not start at all. */
  readonly snapshots: boolean
  readonly log: Log
}

/** At once if it is there, else when it is made. Only for CommonJS bundles (`.cjs`). Returns a function that gives up making it. */
export function quickStart(options: QuickOptions, ready: (quick: Quick) => void): () => void {
  if (!options.bundle.endsWith('.cjs')) return () => {}
  const folder = join(options.state, 'cache')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const text = readFileSync(options.bundle)
  const flags = nodeFlags(options.heap)
  let stop = (): void => {}
  const cache = (): void => {
    stop = codeCache(options, folder, text, flags, ready)
  }
  if (options.snapshots && text.includes('setDeserializeMainFunction')) stop = snapshot(options, folder, text, flags, ready, cache)
  else cache()
  return () => stop()
}

/** Removes what was made for other bundles. */
export function sweep(folder: string, keep: string): void {
  for (const name of readdirSync(folder)) if (/\.(bin|blob)(\.new)?$/.test(name) && !name.startsWith(keep)) rmSync(join(folder, name), { force: true })
}
