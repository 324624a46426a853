/** Compiles and runs LPC text from memory in two worlds: one plain, one that waits at every call. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { makeWorld } from '../../driver/roles/make-world.js'
import { applyDirect, NO_FUNCTION } from '../../driver/vm/calls.js'
import { BugError, CompileError, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { DEFAULT_LIMITS, type Limits } from '../../driver/vm/limits.js'
import { LpcObject } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { REAL_CLOCK } from '../../driver/world/config.js'
import { after } from '../../driver/world/flow.js'
import type { World } from '../../driver/world/world.js'

/** Small enough that a hostile program ends soon, large enough that an honest one does not notice. */
const LIMITS: Limits = { ...DEFAULT_LIMITS, evalTicks: 3_000_000, fiberTicks: 6_000_000, callDepth: 200, stringLength: 20_000, arraySize: 2_000, mappingSize: 2_000 }

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
  /** JavaScript's faults, whoever caught them. */
  private readonly bugs: BugError[] = []
  private count = 0

  constructor() {
    this.worlds = { plain: this.world(false), waiting: this.world(true) }
  }

  private world(suspendEverywhere: boolean): World {
    const world = makeWorld({
      reportCaught: true,
      mudlibDir: this.dir,
      masterFile: '/master',
      limits: LIMITS,
      suspendEverywhere,
      console: () => {},
      clock: { ...REAL_CLOCK, after: (ms, fn) => { const h = setTimeout(fn, ms); return () => clearTimeout(h) } },
    })
    const note = (e: LpcError): void => {
      if (e instanceof BugError) this.bugs.push(e)
    }
    return Object.assign(world, { report: (_F: Fiber, e: LpcError) => note(e), reportCaught: (_F: Fiber, e: LpcError) => note(e) })
  }

  /** A file of this text; its path in the mudlib. */
  write(text: string): string {
    const path = `/p${++this.count}.c`
    writeFileSync(join(this.dir, path), text)
    return path
  }

  /** A file that programs may include or inherit. */
  put(path: string, text: string): void {
    mkdirSync(dirname(join(this.dir, path)), { recursive: true })
    writeFileSync(join(this.dir, path), text)
  }

  /** Loads the file and calls main(). An error of JavaScript's that LPC caught counts as a bug too. */
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
        done({ value: error ? '' : (value as Value), error: error?.message ?? null, compile: error instanceof CompileError, bug: this.bug(error) })
      })
    })
  }

  async both(text: string): Promise<{ plain: Ran; waiting: Ran }> {
    const path = this.write(text)
    return { plain: await this.run(path, 'plain'), waiting: await this.run(path, 'waiting') }
  }

  private bug(error: LpcError | null): string | null {
    const e = error instanceof BugError ? error : this.bugs[0]
    this.bugs.length = 0
    return e ? `${e.message}\n${e.cause instanceof Error ? e.cause.stack : e.stack}` : null
  }

  close(): void {
    for (const w of Object.values(this.worlds)) w.scheduler.stop()
    rmSync(this.dir, { recursive: true })
  }
}
