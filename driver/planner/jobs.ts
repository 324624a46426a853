/** What a planner has started and may last: runs, commands, and whatever waits for a human's yes. */
import { PlannerError } from './errors.js'
import { overQuota } from './quota.js'
import { KEPT_JOBS, MAX_JOBS } from './limits.js'

export type JobState = 'waiting_approval' | 'running' | 'succeeded' | 'failed' | 'cancelled'

/** Milliseconds: of the day, and for durations. */
export interface JobClock {
  now(): number
  mono(): number
}

let serial = 0

export class Job {
  readonly id = ++serial
  state: JobState = 'running'
  private readonly startedAt: number
  private readonly startedOn: number
  endedAt: number | null = null
  result: unknown = null
  error: PlannerError | null = null
  /** Of the LPC it ran. */
  ticks = 0
  /** While it waits for approval: the id a human types. */
  approval: number | null = null
  /** Settles when the job has ended; never rejects. */
  readonly ended: Promise<void>
  private stop: ((reason: string) => void) | null = null
  private stopped: PlannerError | null = null
  private settle!: () => void

  constructor(readonly verb: string, private readonly clock: JobClock) {
    this.startedAt = clock.mono()
    this.startedOn = clock.now()
    this.ended = new Promise((done) => { this.settle = done })
  }

  get over(): boolean {
    return this.endedAt !== null
  }

  /** Who can cancel it from now on. A job that was cancelled before ends at once. */
  onCancel(stop: (reason: string) => void): void {
    this.stop = stop
    if (this.stopped) stop(this.stopped.message)
  }

  /** Ends it as soon as its code waits or comes back. Why is in `error`: of the job, whatever the code makes of it. */
  cancel(why: PlannerError): boolean {
    if (this.over || this.stopped) return false
    this.stopped = why
    this.stop?.(why.message)
    return true
  }

  /** Throws when it was cancelled: between two steps of a verb. */
  check(): void {
    if (this.stopped) throw this.stopped
  }

  /** Waits for the end, or so many milliseconds. */
  async wait(ms: number, after: (ms: number, fn: () => void) => () => void): Promise<void> {
    let timer = (): void => {}
    await Promise.race([this.ended, new Promise<void>((done) => { timer = after(ms, done) })])
    timer()
  }

  finish(error: PlannerError | null, result: unknown): void {
    if (this.over) return
    const final = error && this.stopped ? this.stopped : error
    this.endedAt = this.clock.mono()
    this.error = final
    this.result = result
    this.state = !final ? 'succeeded' : final.code === 'CANCELLED' ? 'cancelled' : 'failed'
    this.stop = null
    this.settle()
  }

  toJSON(): Record<string, unknown> {
    return {
      job: this.id, verb: this.verb, state: this.state, started: new Date(this.startedOn).toISOString(),
      duration_ms: Math.round((this.endedAt ?? this.clock.mono()) - this.startedAt), ticks: this.ticks,
      ...(this.approval !== null && this.state === 'waiting_approval' ? { approval: this.approval } : {}),
    }
  }

  /** With how it ended. */
  full(): Record<string, unknown> {
    return { ...this.toJSON(), ...(this.error ? { error: this.error.toJSON() } : this.over ? { result: this.result } : {}) }
  }
}

export class Jobs {
  private readonly list = new Map<number, Job>()

  constructor(private readonly clock: JobClock) {}

  add(verb: string): Job {
    const live = this.live()
    if (live.length >= MAX_JOBS) throw overQuota('jobs', MAX_JOBS, 1_000)
    const job = new Job(verb, this.clock)
    this.list.set(job.id, job)
    for (const old of this.list.values()) {
      if (this.list.size <= KEPT_JOBS + live.length) break
      if (old.over) this.list.delete(old.id)
    }
    return job
  }

  get(id: number): Job | undefined {
    return this.list.get(id)
  }

  live(): Job[] {
    return [...this.list.values()].filter((j) => !j.over)
  }

  all(): Job[] {
    return [...this.list.values()]
  }
}
