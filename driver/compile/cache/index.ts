/**
 * The compile cache: a file whose text, includes, inherits and settings are what they were is not
 * compiled again. Its key is everything known before compiling (the text, its names, predefines, the
 * efuns, the simul_efuns, the engine itself); what compiling it asked of the world is asked again
 * (inquiry.ts) before an entry counts. So nothing stale is ever used, and a master sees the same
 * applies either way.
 *
 * Not for: where entries are kept (driver/roles/compile-cache.ts).
 */
import type { Program } from '../../vm/program.js'
import { loadModule } from '../emit/module.js'
import type { Writer } from '../emit/writer.js'
import { compileLpc, compileParts } from '../index.js'
import { patiently } from '../patience.js'
import { link, type Layout } from '../link.js'
import type { CompileOptions, EfunEntry } from '../options.js'
import { segmentCount, type Inherited } from '../scope.js'
import { decode, encode, type Entry } from './entry.js'
import { digestOf, Inquiry, setDigest, sha, type Answer } from './inquiry.js'

/** Where entries are kept. Neither function throws: a cache that fails is an empty one. */
export interface CacheStore {
  /** Tells engines apart: entries of another are never found. */
  readonly engine: string
  read(key: string): Buffer | null
  /** `make` gives the entry's bytes, and may be called more than once: the later, the more V8 has compiled of what runs. */
  write(key: string, make: () => Buffer): void
}

/** As compileLpc(), but for what is in the cache; what is not gets in. */
export function compileCached(opts: CompileOptions, store: CacheStore): Program {
  return patiently(() => cached(opts, store))
}

function cached(opts: CompileOptions, store: CacheStore): Program {
  const key = opts.debug ? null : keyOf(opts, store)
  if (key === null) return compileLpc(opts)
  const inquiry = new Inquiry(opts)
  const kept = fetch(store, key, opts)
  if (kept && inquiry.same(kept.answers)) {
    const program = fromEntry(opts, kept, inquiry)
    setDigest(program, sha(key, JSON.stringify(kept.answers)))
    if (kept.warnings) opts.warn?.(kept.warnings)
    return program
  }
  return fresh(opts, store, key, inquiry.answers.length ? new Inquiry(inquiry.options) : inquiry)
}

/** Null when something that the file may use is not known by its contents. */
function keyOf(opts: CompileOptions, store: CacheStore): string | null {
  const simul = opts.simul ? digestOf(opts.simul) : 'none'
  if (simul === null) return null
  return sha(store.engine, opts.path, opts.file, opts.text, opts.source.globalInclude, predefinesDigest(opts), efunsDigest(opts), simul, String(opts.suspendEverywhere), String(opts.mayOverride !== undefined))
}

function fetch(store: CacheStore, key: string, opts: CompileOptions): Entry | null {
  const bytes = store.read(key)
  if (!bytes) return null
  try {
    return decode(bytes, opts.suspendEverywhere)
  } catch {
    // Damaged in a way that the digest does not show: by another version of this code.
    return null
  }
}

function fromEntry(opts: CompileOptions, entry: Entry, inquiry: Inquiry): Program {
  let base = 0
  const inherits: Inherited[] = entry.inherits.map((i) => {
    const { program } = inquiry.inherits.find((asked) => asked.path === i.path && asked.hidden === i.hidden)!
    const at = base
    base += segmentCount(program)
    return { program, label: i.label, access: i.access, base: at }
  })
  const layout: Layout = { ...entry.layout, inherits }
  const { module } = loadModule(entry.emitted, opts, inherits, entry.code)
  return link(opts, entry.files, entry.saveTypes, layout, module)
}

function fresh(opts: CompileOptions, store: CacheStore, key: string, inquiry: Inquiry): Program {
  const parts = compileParts(inquiry.options)
  const { emitted, layout } = parts
  let text = ''
  let positions: Writer | null = null
  const { module, script } = loadModule({
    ...emitted,
    script: (filename) => {
      const taken = emitted.script(filename)
      text = taken.text
      positions = taken.positions as Writer
      return taken
    },
  }, opts, layout.inherits)
  const program = link(opts, parts.files, parts.saveTypes, layout, module)
  if (parts.warnings) opts.warn?.(parts.warnings)
  if (known(inquiry.answers)) {
    const inherits = layout.inherits.map((i, n) => ({ path: inquiry.inherits[n].path, hidden: inquiry.inherits[n].hidden, label: i.label, access: i.access }))
    store.write(key, () => patiently(() => encode({ ...parts, answers: inquiry.answers, inherits, text, positions: positions!.data, code: script.createCachedData() })))
    setDigest(program, sha(key, JSON.stringify(inquiry.answers)))
  }
  return program
}

/** False when it inherits a program whose contents are not known. */
function known(answers: readonly Answer[]): boolean {
  return answers.every((a) => a[0] !== 'inherit' || a[3] !== null)
}

const predefines = new WeakMap<object, string>()

function predefinesDigest({ source }: CompileOptions): string {
  return memo(predefines, source.predefines, () => JSON.stringify([...source.predefines]))
}

const efuns = new WeakMap<object, string>()

function efunsDigest(opts: CompileOptions): string {
  return memo(efuns, opts.efuns, () => JSON.stringify([...opts.efuns.values()].map((e: EfunEntry) => [e.name, e.signature, e.mode, e.ticks])))
}

function memo(known: WeakMap<object, string>, of: object, text: () => string): string {
  let digest = known.get(of)
  if (digest === undefined) known.set(of, (digest = sha(text())))
  return digest
}
