/** jobs, job, cancel: what a planner has started. */
import { z } from 'zod'
import { PlannerError } from '../errors.js'
import type { Job } from '../jobs.js'
import { MAX_WAIT_MS } from '../limits.js'
import { verb, type Principal } from '../verb.js'

const job_id = z.number().int().min(1).describe('Number of a job')

function find(who: Principal, id: number): Job {
  const job = who.jobs.get(id)
  if (!job) throw new PlannerError('NOT_FOUND', `There is no job ${id}.`)
  return job
}

export const jobs = verb({
  name: 'jobs',
  title: 'List jobs',
  doc: 'Lists what runs, waits for approval, or ended lately: number, verb, state, ticks, duration.',
  input: z.strictObject({}),
  readOnly: true, destructive: false, idempotent: true, job: false,
  run: ({ who }) => ({ jobs: who.jobs.all().map((j) => j.toJSON()) }),
})

export const job = verb({
  name: 'job',
  title: 'Look at a job',
  doc: 'State of a job, with its result or error once it has ended. With wait_ms it waits that long for the end.',
  input: z.strictObject({ job: job_id, wait_ms: z.number().int().min(0).max(MAX_WAIT_MS).default(0) }),
  readOnly: true, destructive: false, idempotent: true, job: false,
  async run({ world, who }, { job: id, wait_ms }) {
    const found = find(who, id)
    if (wait_ms > 0) await found.wait(wait_ms, world.clock.after)
    return found.full()
  },
})

export const cancel = verb({
  name: 'cancel',
  title: 'Cancel a job',
  doc: 'Ends a job: LPC that waits gets an error that it cannot catch; a request that waits for approval is dropped. `cancelled` is false when it had ended.',
  input: z.strictObject({ job: job_id }),
  readOnly: false, destructive: true, idempotent: true, job: false,
  async run({ world, who }, { job: id }) {
    const found = find(who, id)
    const cancelled = found.cancel(new PlannerError('CANCELLED', 'Cancelled by the planner.'))
    if (cancelled) await found.wait(1_000, world.clock.after)
    return { ...found.full(), cancelled }
  },
})
