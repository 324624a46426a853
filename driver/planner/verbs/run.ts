/** run: LPC of a planner's own, with its rights, its ticks and its time. */
import { z } from 'zod'
import { awaitValue } from '../../vm/async.js'
import { applyDirect, NO_FUNCTION } from '../../vm/calls.js'
import type { Fiber } from '../../vm/fiber.js'
import { LpcObject } from '../../vm/object.js'
import type { Value } from '../../vm/values.js'
import { after, apply } from '../../world/flow.js'
import type { World } from '../../world/world.js'
import { PlannerError } from '../errors.js'
import { inFiber, within } from '../in-fiber.js'
import * as L from '../limits.js'
import { Typed, type Diagnostic } from '../typed.js'
import { clip, toJson, untrusted } from '../untrusted.js'
import { verb, type VerbContext } from '../verb.js'

let serial = 0

export const wait_ms = z.number().int().min(0).max(L.MAX_WAIT_MS).default(L.MAX_WAIT_MS)
  .describe('Milliseconds to wait for the end; after that the answer is the job\'s number')
export const timeout_ms = z.number().int().min(1).max(L.MAX_TIMEOUT_MS).default(L.DEFAULT_TIMEOUT_MS)
  .describe('Milliseconds after which it is cancelled, waits included')

export const run = verb({
  name: 'run',
  title: 'Run LPC',
  doc: 'Runs LPC with the planner\'s rights: an expression, or statements that may declare variables and `return` a value. '
    + 'It may wait (sleep, calls of remote objects). Answers value, output and ticks; a source that does not compile is COMPILE with diagnostics, '
    + 'an LPC error is LPC with its trace. With dry_run it is only compiled.',
  input: z.strictObject({
    source: z.string().min(1).max(262_144).describe('LPC: an expression or statements'),
    ticks: z.number().int().min(1).max(L.TICKS_PER_RUN).default(L.DEFAULT_TICKS).describe('Most ticks it may use'),
    timeout_ms,
    dry_run: z.boolean().default(false).describe('Compile only'),
    wait_ms,
  }),
  readOnly: false,
  destructive: true,
  idempotent: false,
  job: true,
  async run({ world, who, job }: VerbContext, { source, ticks, timeout_ms, dry_run }) {
    const ob = await who.body.object()
    job?.check()
    const master = world.master!
    const name = `${who.home}/tmp/run_${++serial}`
    const text = within(world, null, (F) => apply(F, master, 'planner_program', [who.name, source]))
    if (typeof text !== 'string') throw new PlannerError('DENIED', 'The game runs no LPC of this planner.')
    const typed = new Typed(`${name}.c`, text, source)
    const warnings: string[] = []
    try {
      within(world, ob, (F) => world.loader.check(F, `${name}.c`, text, (report) => warnings.push(report)))
    } catch (e) {
      throw e instanceof PlannerError && e.code === 'COMPILE' ? new PlannerError('COMPILE', e.message, { diagnostics: typed.diagnostics(e.data.diagnostics as Diagnostic[]) }) : e
    }
    if (dry_run) return { compiled: true, warnings: warnings.map((w) => typed.report(w)) }

    who.quotas.ticks.take(ticks)
    let output = ''
    let truncated = false
    let script: Value
    const timer = job ? world.clock.after(timeout_ms, () => job.cancel(new PlannerError('TIMEOUT', `It took longer than ${timeout_ms} ms.`, { timeout_ms }))) : () => {}
    let used = 0
    const take = (s: string): void => {
      const kept = clip(s, L.OUTPUT_CHARS - output.length)
      truncated ||= kept.length < s.length
      output += kept
    }
    const shown = (): object => ({ output: untrusted(output), output_truncated: truncated, ticks: used })
    try {
      const value = await inFiber(
        world,
        { player: ob, origin: ob, ticks: Math.min(ticks, world.limits.evalTicks), total: ticks, output: take },
        (F) => {
          job?.onCancel((reason) => stop(world, F, reason))
          return after(F, world.loader.loadText(F, name, text), (made) => {
            script = made
            if (!(made instanceof LpcObject)) return undefined
            const r = applyDirect(F, made, 'run', [])
            return r === NO_FUNCTION ? undefined : after(F, r, (v) => awaitValue(F, v))
          })
        },
        (F) => {
          used = F.spent
          if (job) job.ticks = used
        },
      )
      const { json, truncated: cut } = toJson(value)
      return { value: untrusted(json), value_truncated: cut, ...shown() }
    } catch (e) {
      throw e instanceof PlannerError ? new PlannerError(e.code, e.message, { ...e.data, ...shown() }, e) : e
    } finally {
      timer()
      who.quotas.ticks.give(Math.max(0, ticks - used))
      if (script instanceof LpcObject && !script.destructed) world.start({}, (F) => world.destruct(F, script as LpcObject))
    }
  },
})

/** Cancels a fiber; one whose answer is on its way takes it at its next wait. */
function stop(world: World, F: Fiber, reason: string): void {
  F.cancel(reason)
  world.clock.after(1, () => {
    if (F.state !== 'done') stop(world, F, reason)
  })
}
