/**
 * Every request of every planner comes through here: logged, within its quotas, judged by the
 * master, approved by a human where the master wants one, then done. Which door it came by
 * (channel.ts, mcp.ts) makes no difference.
 */
import { askMaster } from '../world/security.js'
import type { PlannerDoor } from '../world/planner-door.js'
import { apply } from '../world/flow.js'
import type { World } from '../world/world.js'
import { NO_FUNCTION } from '../vm/calls.js'
import type { Value } from '../vm/values.js'
import { truthy } from '../vm/values.js'
import { Approvals } from './approvals.js'
import { AuditLog, summary } from './audit.js'
import { Body } from './body.js'
import { PlannerError, type Outcome } from './errors.js'
import { Events } from './events.js'
import { within } from './in-fiber.js'
import { Jobs, type Job } from './jobs.js'
import { Logins, type Identity } from './logins.js'
import { Once } from './once.js'
import { Quotas } from './quota.js'
import { fromJson } from './untrusted.js'
import type { Principal, Verb, VerbContext } from './verb.js'

export interface PlannerOptions {
  /** File of the audit log; its folder is made. */
  readonly auditFile: string
}

/** What a planner's request was asked with, for the log. */
export interface Asked {
  readonly identity: Identity
  readonly door: 'json' | 'mcp'
  readonly address: string
  /** The client's own number of the request. */
  readonly id?: string
  /** The client no longer waits for the answer. */
  readonly signal?: AbortSignal
}

/** How often a planner over its quota of requests is logged. */
const FLOOD_MS = 1_000

/** valid_planner()'s answer that wants a human. */
const ASK_A_HUMAN = 2

export class Planner implements PlannerDoor {
  readonly audit: AuditLog
  readonly logins: Logins
  /** Called when the switch goes off: doors close their connections. */
  readonly whenOff = new Set<() => void>()
  private readonly principals = new Map<string, Principal>()
  private readonly approvals: Approvals
  private off = false
  private readonly flooded = new WeakMap<Principal, number>()
  /** Loaded at the first request, with the schemas they need: a boot need not pay for them. */
  private verbs: ReadonlyMap<string, Verb> | null = null

  /** Throws PlannerError when the audit log cannot be opened: without it no planner is let in. */
  constructor(readonly world: World, options: PlannerOptions) {
    this.audit = new AuditLog(options.auditFile, () => world.now())
    this.logins = new Logins(world)
    this.approvals = new Approvals(world.clock)
    world.planner = this
    world.log.info({ file: options.auditFile, head: this.audit.head }, 'Planners are logged')
  }

  /**
   * Who a token belongs to. The token is not logged. Neither are tries beyond the limit on wrong
   * ones, so that strangers cannot fill the disk, nor what MCP shows with each of its requests.
   */
  async login(token: string, address: string, door: Asked['door']): Promise<Identity> {
    try {
      if (this.off) throw new PlannerError('OFF', 'Planners are switched off.')
      const identity = await this.logins.login(token, address)
      if (door !== 'mcp') this.audit.write({ event: 'login', principal: identity.principal, credential: identity.credential, door, address, outcome: 'succeeded' })
      return identity
    } catch (e) {
      if (e instanceof PlannerError && e.code !== 'QUOTA') this.audit.write({ event: 'login', principal: null, credential: null, door, address, outcome: e.outcome, code: e.code })
      throw e
    }
  }

  /** The planner of an identity, made at its first request. */
  principal({ principal: name, home }: Identity): Principal {
    let who = this.principals.get(name)
    if (!who) {
      const { world } = this
      const events = new Events()
      who = { name, home, events, body: new Body(world, name, events), jobs: new Jobs(world.clock), quotas: new Quotas(() => world.clock.mono()), once: new Once() }
      this.principals.set(name, who)
    }
    who.home = home
    return who
  }

  /** Does one request. Rejects with a PlannerError, always logged. */
  async request(asked: Asked, name: string, given: unknown): Promise<unknown> {
    const { idempotency_key: key, ...rest } = typeof given === 'object' && given !== null ? given as Record<string, unknown> : {}
    if (typeof key !== 'string' || key === '' || key.length > 64) return this.perform(asked, name, given)
    const { once } = this.principal(asked.identity)
    const { args_hash } = summary(rest)
    const before = this.off ? null : once.before(key, name, args_hash)
    if (before) {
      this.audit.write({ event: 'repeated', principal: asked.identity.principal, credential: asked.identity.credential, door: asked.door, address: asked.address, verb: name.slice(0, 64), key })
      return before
    }
    const answer = this.perform(asked, name, given)
    once.remember(key, name, args_hash, answer)
    return answer
  }

  private async perform(asked: Asked, name: string, given: unknown): Promise<unknown> {
    const who = this.principal(asked.identity)
    const started = this.world.clock.mono()
    const logged = name === 'command' && who.body.hidden ? { args: '(hidden)' } : summary(given)
    const log = (event: string, fields: object): void => this.audit.write({
      event, principal: who.name, credential: asked.identity.credential, door: asked.door, address: asked.address, ...(asked.id === undefined ? {} : { id: asked.id.slice(0, 64) }),
      verb: name.slice(0, 64), ...logged, ...fields,
    })
    const ended = (outcome: Outcome, fields: object): void => log('request', { outcome, duration_ms: Math.round(this.world.clock.mono() - started), ...fields })
    try {
      this.verbs ??= (await import('./verbs/index.js')).VERBS
      const { spec, args: { idempotency_key: _key, ...args } } = this.understood(this.verbs, who, name, given)
      const { credential } = asked.identity
      const verdict = this.judge(who, credential, spec, args)
      if (!spec.readOnly) log('started', {})
      if (!spec.job && !verdict.ask) {
        const result = await spec.run({ world: this.world, who, job: null }, args)
        ended('succeeded', {})
        return result
      }
      return await this.asJob(who, credential, spec, args, verdict.ask, ended, asked.signal)
    } catch (e) {
      const error = e instanceof PlannerError ? e : this.bug(e)
      if (!(LOGGED in error) && !this.flooding(who, error)) ended(error.outcome, { code: error.code })
      throw error
    }
  }

  /** Requests too many are logged once a second: a planner in a loop must not fill the disk. */
  private flooding(who: Principal, error: PlannerError): boolean {
    if (error.code !== 'QUOTA' || error.data.quota !== 'requests') return false
    const now = this.world.clock.mono()
    if (now - (this.flooded.get(who) ?? -Infinity) < FLOOD_MS) return true
    this.flooded.set(who, now)
    return false
  }

  private understood(verbs: ReadonlyMap<string, Verb>, who: Principal, name: string, given: unknown): { spec: Verb; args: Record<string, unknown> } {
    if (this.off) throw new PlannerError('OFF', 'Planners are switched off.')
    who.quotas.requests.take(1)
    const spec = verbs.get(name)
    if (!spec) throw new PlannerError('UNKNOWN_VERB', `There is no verb ${JSON.stringify(name.slice(0, 40))}.`, { verbs: [...verbs.keys()] })
    const parsed = spec.input.safeParse(given ?? {})
    if (!parsed.success) throw new PlannerError('BAD_REQUEST', 'The arguments do not fit.', { issues: parsed.error.issues.slice(0, 10).map((i) => ({ path: i.path.join('.'), message: i.message })) })
    return { spec, args: parsed.data as Record<string, unknown> }
  }

  /** Asks master->valid_planner(). Throws DENIED; no such apply denies all. */
  private judge(who: Principal, credential: string, spec: Verb, args: Record<string, unknown>): { ask: boolean } {
    const { world } = this
    let answer: Value | typeof NO_FUNCTION
    try {
      answer = within(world, null, (F) => askMaster(world, F, 'valid_planner', [who.name, spec.name, fromJson(args), credential]))
    } catch (e) {
      world.log.error({ err: e, verb: spec.name }, 'master->valid_planner() failed; the request is denied')
      answer = 0
    }
    if (answer === ASK_A_HUMAN) return { ask: true }
    if (answer === NO_FUNCTION || typeof answer === 'string' || !truthy(answer as Value)) {
      throw new PlannerError('DENIED', typeof answer === 'string' ? answer : `The game denies ${spec.name}.`)
    }
    return { ask: false }
  }

  private async asJob(who: Principal, credential: string, spec: Verb, args: Record<string, unknown>, ask: boolean, ended: (outcome: Outcome, fields: object) => void, signal?: AbortSignal): Promise<unknown> {
    const job = who.jobs.add(spec.name)
    const work = this.work(who, credential, spec, args, job, ask)
    void work.then(
      (result) => {
        job.finish(null, result)
        this.conclude(who, job, ended)
      },
      (e: unknown) => {
        job.finish(e instanceof PlannerError ? e : this.bug(e), null)
        this.conclude(who, job, ended)
      },
    )
    // A human takes longer than a request may: the answer is the job at once.
    const wait = ask ? 0 : Number(args.wait_ms ?? 0)
    if (wait > 0) {
      const leave = (): void => void job.cancel(new PlannerError('CANCELLED', 'The client went away before the answer.'))
      signal?.addEventListener('abort', leave)
      if (signal?.aborted) leave()
      await job.wait(wait, this.world.clock.after)
      // Behind the answer it says nothing: a job that goes on is wanted.
      signal?.removeEventListener('abort', leave)
    }
    if (!job.over) return job.toJSON()
    if (job.error) throw Object.assign(job.error, { [LOGGED]: true })
    return { job: job.id, ...(job.result as object) }
  }

  private async work(who: Principal, credential: string, spec: Verb, args: Record<string, unknown>, job: Job, ask: boolean): Promise<unknown> {
    const cx: VerbContext = { world: this.world, who, job }
    if (ask) await this.approved(who, credential, spec, args, job)
    job.check()
    return spec.run(cx, args)
  }

  private async approved(who: Principal, credential: string, spec: Verb, args: Record<string, unknown>, job: Job): Promise<void> {
    const { world } = this
    const { approval, answer, stop } = this.approvals.ask(who.name, spec.name, job.id, summary(args).args)
    job.state = 'waiting_approval'
    job.approval = approval.id
    job.onCancel((reason) => stop(new PlannerError('CANCELLED', reason)))
    who.events.push('approval', { job: job.id, approval: approval.id, verb: spec.name })
    world.start({}, (F) => (world.master ? apply(F, world.master, 'planner_asked', [fromJson(approval)]) : undefined))
    const by = await answer
    job.state = 'running'
    this.audit.write({ event: 'approved', principal: who.name, job: job.id, approval: approval.id, by })
    if (this.off) throw new PlannerError('OFF', 'Planners are switched off.')
    // The answer may have taken minutes: what the game allows may have changed.
    this.judge(who, credential, spec, args)
  }

  private conclude(who: Principal, job: Job, ended: (outcome: Outcome, fields: object) => void): void {
    who.events.push('job', job.toJSON())
    try {
      ended(job.error?.outcome ?? 'succeeded', { job: job.id, ticks: job.ticks, ...(job.error ? { code: job.error.code } : {}) })
    } catch (e) {
      this.world.log.error({ err: e }, 'The end of a planner\'s job could not be logged')
    }
  }

  private bug(e: unknown): PlannerError {
    this.world.log.error({ err: e }, 'A planner\'s request failed')
    return new PlannerError('INTERNAL', 'A fault of the driver; it was logged.', {}, e)
  }

  // ---- PlannerDoor -----------------------------------------------------------------------------

  status(): Value {
    return fromJson({
      on: !this.off,
      planners: [...this.principals.values()].map((p) => ({ name: p.name, events: p.events.seq, listeners: p.events.listeners.size, ...p.quotas.status() })),
      jobs: [...this.principals.values()].flatMap((p) => p.jobs.live().map((j) => ({ ...j.toJSON(), principal: p.name }))),
      approvals: this.approvals.list(),
    })
  }

  turn(on: boolean): void {
    if (this.off === !on) return
    this.off = !on
    this.audit.write({ event: on ? 'on' : 'off' })
    if (on) return
    for (const who of this.principals.values()) {
      for (const job of who.jobs.live()) job.cancel(new PlannerError('CANCELLED', 'Planners were switched off.'))
      who.body.stop('Planners were switched off.')
      who.body.leave('Planners were switched off.')
    }
    for (const close of [...this.whenOff]) close()
  }

  decide(id: number, yes: boolean, by: string): boolean {
    return this.approvals.decide(id, yes, by)
  }

  cancel(id: number, by: string): boolean {
    for (const who of this.principals.values()) {
      const job = who.jobs.get(id)
      if (job) return job.cancel(new PlannerError('CANCELLED', `Cancelled by ${by}.`))
    }
    return false
  }

  close(): void {
    for (const who of this.principals.values()) {
      for (const job of who.jobs.live()) job.cancel(new PlannerError('CANCELLED', 'The driver shuts down.'))
      who.body.leave('shutdown')
    }
    this.audit.close()
  }
}

/** Marks an error whose request is in the log already. */
const LOGGED: unique symbol = Symbol('logged')
