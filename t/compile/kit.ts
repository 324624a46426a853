/** Compiles and runs LPC text from memory in two worlds: one plain, one that waits at every call. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeWorld } from '../../driver/roles/make-world.js'
import { applyDirect, NO_FUNCTION } from '../../driver/vm/calls.js'
import { BugError, CompileError, LpcError } from '../../driver/vm/errors.js'
import { DEFAULT_LIMITS, type Limits } from '../../driver/vm/limits.js'
import { LpcObject } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { REAL_CLOCK } from '../../driver/world/config.js'
import { after } from '../../driver/world/flow.js'
import type { World } from '../../driver/world/world.js'

/** Small enough that a hostile program ends soon, large enough that an honest one does not notice. */
const LIMITS: Limits = { ...DEFAULT_LIMITS, evalTicks: 2_000_000, fiberTicks: 4_000_000, callDepth: 200, stringLength: 20_000, arraySize: 2_000, mappingSize: 2_000 }

export interface Ran {
  /** What main() returned; '' after an error. */
  readonly value: Value
  /** The error's text; null when there was none. */
  readonly error: string | null
  /** The error was a CompileError. */
  readonly compile: boolean
  /** JavaScript's fault, not LPC's: what must never happen. */
  readonly bug: string | null
}

export class Bench {
  private readonly dir = mkdtempSync(join(tmpdir(), 'hauki-fuzz-'))
  private readonly worlds: Record<'plain' | 'waiting', World>
  private count = 0

  constructor() {
    this.worlds = { plain: this.world(false), waiting: this.world(true) }
  }

  private world(suspendEverywhere: boolean): World {
    return makeWorld({
      mudlibDir: this.dir,
      masterFile: '/master',
      limits: LIMITS,
      suspendEverywhere,
      console: () => {},
      clock: { ...REAL_CLOCK, after: (ms, fn) => { const h = setTimeout(fn, ms); return () => clearTimeout(h) } },
    })
  }

  /** A file of this text; its path in the mudlib. */
  write(text: string): string {
    const path = `/p${++this.count}.c`
    writeFileSync(join(this.dir, path), text)
    return path
  }

  /** Loads the file and calls main(). An error caught inside that was JavaScript's counts as a bug too. */
  run(path: string, mode: 'plain' | 'waiting'): Promise<Ran> {
    const world = this.worlds[mode]
    return new Promise((done) => {
      world.start({}, (F) => after(F, world.loader.load(F, path), (ob) => {
        if (!(ob instanceof LpcObject)) throw new LpcError('no object')
        F.stack[++F.sp] = ob
        const r = applyDirect(F, ob, 'main', [])
        return r === NO_FUNCTION ? 0 : r
      }), (error, value) => {
        const ob = world.objects.get(path.slice(0, -2))
        if (ob) world.start({}, (F) => world.destruct(F, ob))
        done({ value: error ? '' : (value as Value), error: error?.message ?? null, compile: error instanceof CompileError, bug: bugOf(error, value as Value) })
      })
    })
  }

  async both(text: string): Promise<{ plain: Ran; waiting: Ran }> {
    const path = this.write(text)
    return { plain: await this.run(path, 'plain'), waiting: await this.run(path, 'waiting') }
  }

  close(): void {
    for (const w of Object.values(this.worlds)) w.scheduler.stop()
    rmSync(this.dir, { recursive: true })
  }
}

function bugOf(error: LpcError | null, value: Value): string | null {
  if (error instanceof BugError) return `${error.message}\n${error.cause instanceof Error ? error.cause.stack : error.stack}`
  if (typeof value === 'string' && value.includes('Internal error')) return value
  return null
}
