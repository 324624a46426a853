/**
 * Errors that nobody caught: to master->error_handler(), to the log, and to the player whose
 * command it was. Never throws, and an error in the error handler ends in the log.
 */
import { applyDirect, NO_FUNCTION } from '../vm/calls.js'
import { BugError, CANCELLED, type LpcError, type TraceEntry } from '../vm/errors.js'
import { Fiber } from '../vm/fiber.js'
import { Mapping } from '../vm/mapping.js'
import type { LpcObject } from '../vm/object.js'
import type { Result, Value } from '../vm/values.js'
import { sessionOf } from './output.js'
import type { World } from './world.js'

/** The mapping FluffOS's error_handler gets, plus `code`, `object_name` and, on remote entries, `node`. */
function errorMapping(world: World, error: LpcError): Mapping {
  const last: TraceEntry | undefined = error.trace.at(-1)
  return Mapping.of([
    ['error', `*${error.message}\n`],
    ['code', error.code],
    ['program', last?.program ?? ''],
    ['file', last?.program ?? ''],
    ['line', last?.line ?? 0],
    ...objectEntries(world, last),
    ['trace', error.trace.map((t) => traceMapping(world, t))],
  ])
}

export function traceMapping(world: World, t: TraceEntry): Mapping {
  const entries: Array<[Value, Value]> = [
    ['function', t.function],
    ['program', t.program],
    ['file', t.program],
    ['line', t.line],
    ...objectEntries(world, t),
  ]
  if (t.node) entries.push(['node', t.node])
  return Mapping.of(entries)
}

/** Mudlibs take `object` for an object or 0; one that is gone, or elsewhere, has its name still. */
function objectEntries(world: World, t: TraceEntry | undefined): Array<[Value, Value]> {
  return [
    ['object', (t && !t.node ? world.objects.get(t.object) : undefined) ?? 0],
    ['object_name', t?.object ?? 0],
  ]
}

export class Reporter {
  private inHandler = false
  /** Errors reported already: an error that passes from fiber to fiber is told once. */
  private readonly seen = new WeakSet<LpcError>()

  constructor(private readonly world: World) {}

  report(F: Fiber, error: LpcError): void {
    // Whoever cancelled knows, and the session tells the player.
    if (error.code === CANCELLED || this.seen.has(error)) return
    this.seen.add(error)
    this.world.counters.errors++
    const last = error.trace.at(-1)
    if (last && !last.node) this.world.deeds.named(last.object).errors++
    const handled = this.toMaster(error, false, F.player)
    if (!handled || error instanceof BugError) {
      const stack = error instanceof BugError ? (error.cause instanceof Error ? error.cause.stack : error.stack) : undefined
      this.world.log.error({ code: error.code, trace: error.trace, stack }, error.message)
    }
    const session = F.player ? sessionOf(F.player) : null
    if (!session) return
    if (this.world.config.defaultErrorMessage) session.write(this.world.config.defaultErrorMessage)
    else if (!handled) session.write(`*${error.message}\n`)
  }

  reportCaught(F: Fiber, error: LpcError): void {
    this.toMaster(error, true, F.player)
  }

  /** True when master has an error_handler and it took the error. */
  private toMaster(error: LpcError, caught: boolean, player: LpcObject | null): boolean {
    const master = this.world.master
    if (!master || master.destructed || this.inHandler) return false
    this.inHandler = true
    let taken = true
    try {
      const F = new Fiber(this.world, { player: player?.destructed ? null : player, noWait: 'error_handler() in master' })
      F.run(
        () => {
          const r = applyDirect(F, master, 'error_handler', [errorMapping(this.world, error), caught ? 1 : 0])
          if (r !== NO_FUNCTION) return r as Result
          taken = false
          return undefined
        },
        (failed) => {
          if (!failed) return
          taken = false
          this.world.log.error({ error: failed.message, trace: failed.trace }, 'master->error_handler() failed')
        },
      )
    } finally {
      this.inHandler = false
    }
    return taken
  }
}
