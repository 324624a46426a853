/** What a verb is: its schema, what it does to the world, and its work. Verbs are in verbs/, the dispatch is in planner.ts. */
import { z } from 'zod'
import type { World } from '../world/world.js'
import type { Body } from './body.js'
import type { Events } from './events.js'
import type { Job, Jobs } from './jobs.js'
import type { Once } from './once.js'
import type { Quotas } from './quota.js'

/** One planner: an account of the game with that role. Lives as long as the driver. */
export interface Principal {
  readonly name: string
  /** Mudlib folder that is its own: what it runs is compiled under its name there. */
  home: string
  readonly body: Body
  readonly events: Events
  readonly jobs: Jobs
  readonly quotas: Quotas
  /** Requests with a key that were done or are being done. */
  readonly once: Once
}

export interface VerbContext {
  readonly world: World
  readonly who: Principal
  /** Of verbs that are jobs, and of whatever had to be approved. */
  readonly job: Job | null
}

export interface Verb<In extends z.ZodType = z.ZodType> {
  readonly name: string
  readonly title: string
  /** For the model: what it does, what it answers, how it fails. */
  readonly doc: string
  readonly input: In
  /** Changes nothing in the game. */
  readonly readOnly: boolean
  /** May take something away that was there. */
  readonly destructive: boolean
  readonly idempotent: boolean
  /** May last: it becomes a job, and is answered with the job's number when it takes longer than `wait_ms`. */
  readonly job: boolean
  run(cx: VerbContext, args: z.output<In>): unknown
}

const idempotency_key = z.string().min(1).max(64).optional()
  .describe('The same key with the same arguments is done once, and answered alike: for a request whose answer was lost')

/** Verbs that change something take an `idempotency_key` besides their own arguments; planner.ts minds it. */
export function verb<In extends z.ZodObject>(v: Verb<In>): Verb {
  return (v.readOnly ? v : { ...v, input: v.input.extend({ idempotency_key }) }) as unknown as Verb
}
