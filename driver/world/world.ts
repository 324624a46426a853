/**
 * The world: what holds the parts together and what the engine's Host asks. Boot, shutdown, and
 * the start of every fiber are here; each concern has its own file.
 */
import { LpcError } from '../vm/errors.js'
import { Fiber, type FiberEnd, type FiberOptions } from '../vm/fiber.js'
import type { Host } from '../vm/host.js'
import type { Limits } from '../vm/limits.js'
import { LpcObject, type RemoteCall } from '../vm/object.js'
import type { LpcPromise } from '../vm/promise.js'
import type { Mesh } from '../mesh.js'
import type { Result, Value } from '../vm/values.js'
import { NO_FUNCTION, applyDirect } from '../vm/calls.js'
import type { Clock, Logger, WorldConfig } from './config.js'
import { Counters, type Traffic } from './counters.js'
import { Deeds } from './deeds.js'
import { releaseAll, type ReleasedSession } from './copyover.js'
import { Deliveries } from './deliveries.js'
import { destruct, discard } from './destruct.js'
import { Fibers } from './fibers.js'
import { after, apply, ensure } from './flow.js'
import { MAX_PATH } from './limits.js'
import { Livings } from './livings.js'
import { Loader } from './loader.js'
import { ObjectTable } from './objects.js'
import { sessionOf } from './output.js'
import { objectName, Paths } from './paths.js'
import type { PlannerDoor } from './planner-door.js'
import { callRemote, callRemoteChain, callRemoteMany, type GhostEntry } from './remote.js'
import { Rejections } from './rejections.js'
import { Reporter } from './report.js'
import { Scheduler } from './scheduler.js'
import { askMaster } from './security.js'
import { Sessions } from './sessions.js'

/** How long the mudlib may take to save everything at shutdown, in ms. */
const SHUTDOWN_MS = 10_000

export class World implements Host {
  readonly clock: Clock
  readonly log: Logger
  readonly mesh: Mesh
  readonly paths: Paths
  readonly objects = new ObjectTable()
  readonly livings = new Livings()
  readonly fibers = new Fibers()
  readonly deliveries: Deliveries
  readonly loader: Loader
  readonly scheduler: Scheduler
  readonly sessions: Sessions
  readonly counters = new Counters()
  readonly deeds = new Deeds()
  /** Of each port; whoever opens them says it here. */
  traffic: () => readonly Traffic[] = () => []
  readonly ghosts = new Map<LpcObject, GhostEntry>()
  /** Objects whose on_destruct() is called. */
  readonly notifyDestruct = new Set<LpcObject>()
  /** Hear of every object that is gone, and of the end of the world: what efuns hold on the host ends there. */
  readonly onDestruct = new Set<(ob: LpcObject) => void>()
  readonly onStop = new Set<() => void>()
  /** Limits may be changed at run time (set_eval_limit, set_config). */
  readonly limits: Limits
  readonly bootedAt: number
  master: LpcObject | null = null
  simulEfun: LpcObject | null = null
  /** Set by whoever lets planners in. */
  planner: PlannerDoor | null = null
  /** Uids are in use: master defines get_root_uid(). */
  uids = false
  shuttingDown = false
  private down = false
  private readonly whenDown: Array<() => void> = []
  private readonly reporter: Reporter
  private readonly rejections = new Rejections(this)
  private readonly graves = new WeakMap<Fiber, LpcObject[]>()

  constructor(readonly config: WorldConfig) {
    this.clock = config.clock
    this.log = config.logger
    this.mesh = config.mesh
    this.limits = { ...config.limits }
    this.bootedAt = config.clock.now()
    this.deliveries = new Deliveries(config.clock)
    this.paths = new Paths(config.mudlibDir)
    this.loader = new Loader(this)
    this.scheduler = new Scheduler(this)
    this.sessions = new Sessions(this)
    this.reporter = new Reporter(this)
  }

  // ---- Host ----------------------------------------------------------------------------------

  now(): number {
    return this.clock.now()
  }

  get suspendEverywhere(): boolean {
    return this.config.suspendEverywhere
  }

  get wantsCaught(): boolean {
    return this.config.reportCaught
  }

  resolveObject(F: Fiber, path: string): Result {
    return this.loader.load(F, path)
  }

  callRemote(F: Fiber, ghost: LpcObject, method: string, args: Value[]): Result {
    return callRemote(this, F, ghost, method, args)
  }

  callRemoteChain(F: Fiber, ghost: LpcObject, calls: readonly RemoteCall[]): Result {
    return callRemoteChain(this, F, ghost, calls)
  }

  callRemoteMany(F: Fiber, targets: Value[], method: string, args: Value[]): Result {
    return callRemoteMany(this, F, targets, method, args)
  }

  describeObject(F: Fiber, ob: LpcObject): string | undefined {
    const { sp, player } = F
    try {
      const name = askMaster(this, F, 'object_name', [ob])
      return typeof name === 'string' && name !== '' ? name : undefined
    } catch (e) {
      // Printing an object must not fail because its name did; running out of ticks does.
      F.caught(e, sp, player)
      return undefined
    }
  }

  report(F: Fiber, error: LpcError): void {
    this.reporter.report(F, error)
  }

  reportCaught(F: Fiber, error: LpcError): void {
    this.reporter.reportCaught(F, error)
  }

  deliver(fn: () => void): void {
    this.deliveries.push(fn)
  }

  branch(F: Fiber, body: (G: Fiber) => Result, end: FiberEnd): Fiber {
    return this.start({ ...F.options, player: F.player, origin: null, noWait: undefined, parent: F, quiet: true }, body, end)
  }

  refusesToWait(F: Fiber): string | null {
    return this.fibers.refuses(F, this.limits.fibersPerUser)
  }

  unhandled(p: LpcPromise): void {
    this.rejections.add(p)
  }

  // ---- fibers --------------------------------------------------------------------------------

  /** Runs `body` as a fiber of its own. Errors are reported; `end` hears of them as well. */
  start(options: FiberOptions, body: (F: Fiber) => Result, end?: FiberEnd): Fiber {
    const F = new Fiber(this, options)
    F.run(body, (error, value) => {
      this.fibers.remove(F)
      this.counters.ticks += F.spent
      const graves = this.graves.get(F)
      if (graves) this.clear(graves)
      end?.(error, value)
    })
    if (F.state !== 'waiting') return F
    const refused = this.fibers.add(F, this.limits.fibersPerUser)
    if (refused) {
      this.log.warn({ player: F.player?.name, waiting: F.waitingFor }, refused)
      if (F.player) sessionOf(F.player)?.write(`*${refused}\n`)
    }
    return F
  }

  /**
   * A destructed object keeps its variables for the rest of the turn, and while the fiber that
   * ended it still runs in it; then they are let go, however long LPC keeps the dead reference.
   */
  bury(F: Fiber, ob: LpcObject): void {
    if (!F.stack.includes(ob)) return this.clear([ob])
    const graves = this.graves.get(F)
    if (graves) graves.push(ob)
    else this.graves.set(F, [ob])
  }

  /** Later, because other fibers that run in them may be on the stack of this turn. */
  private clear(graves: readonly LpcObject[]): void {
    this.clock.soon(() => {
      for (const ob of graves) {
        ob.segs = []
        ob.inventory = null
      }
    })
  }

  // ---- objects -------------------------------------------------------------------------------

  /** The loaded object of that name, or undefined; a name that no object can have is nobody's. Never loads. */
  find(name: string): LpcObject | undefined {
    if (name.length > MAX_PATH) return undefined
    try {
      return this.objects.get(objectName(name))
    } catch {
      return undefined
    }
  }

  destruct(F: Fiber, ob: LpcObject): Result {
    return destruct(this, F, ob)
  }

  /** Destructing master or simul_efun means replacing it: the new one must load first. */
  replaceVital(F: Fiber, old: LpcObject): Result {
    const { name, program } = old
    this.loader.forget(name)
    this.objects.remove(old)
    let replaced = false
    return ensure(
      F,
      () =>
        after(F, this.loader.load(F, name), (ob) => {
          if (!(ob instanceof LpcObject)) throw new LpcError(`${name} did not load.`)
          if (this.master === old) this.master = ob
          if (this.simulEfun === old) this.simulEfun = ob
          replaced = true
          discard(this, F, old)
          return undefined
        }),
      () => {
        if (replaced) return
        this.objects.add(old)
        this.loader.restore(name, program)
      },
    )
  }

  // ---- life ----------------------------------------------------------------------------------

  /**
   * simul_efun, master, then what master->epilog() names through master->preload(). A file that
   * fails to preload is reported and skipped. `done` gets the error that stopped the boot.
   */
  boot(done: (error: LpcError | null) => void): void {
    const { simulEfunFile, masterFile } = this.config
    this.start(
      {},
      (F) =>
        after(F, simulEfunFile ? this.vital(F, simulEfunFile, 'simul_efun') : undefined, (simul) => {
          if (simul instanceof LpcObject) this.simulEfun = simul
          return after(F, this.vital(F, masterFile, 'master'), (master) => {
            this.master = master as LpcObject
            this.uids = this.master.program.dispatch.table.has('get_root_uid')
            return after(F, apply(F, this.master, 'epilog', [0]), (files) => this.preload(Array.isArray(files) ? files : []))
          })
        }),
      (error) => {
        if (!error) this.scheduler.start()
        done(error)
      },
    )
  }

  private vital(F: Fiber, path: string, what: string): Result {
    return after(F, this.loader.load(F, path), (ob) => {
      if (ob instanceof LpcObject) return ob
      throw new LpcError(`The ${what} ${path} does not exist in ${this.config.mudlibDir}.`, { code: 'BOOT' })
    })
  }

  /** Each file in a fiber of its own, so that one slow or broken file stops no other. */
  private preload(files: readonly Value[]): Result {
    for (const file of files) {
      this.start({}, (F) => (this.master ? apply(F, this.master, 'preload', [file]) : undefined))
    }
    return undefined
  }

  /** master->flag(text), for `--flag`. */
  flag(text: string, done: (error: LpcError | null) => void): void {
    this.start({}, (F) => (this.master ? apply(F, this.master, 'flag', [text]) : undefined), (error) => done(error))
  }

  /**
   * Asks the mudlib to save (master->shutting_down(reason), or FluffOS's crash()), closes all
   * sessions, destroys the ghosts, stops time. `done` is called once, within SHUTDOWN_MS.
   */
  shutdown(reason: string, done: () => void): void {
    this.end(reason, () => this.sessions.closeAll(reason), done)
  }

  /** As shutdown(), but the connections are given to `done` instead of closed, as far as they can travel. */
  handOver(reason: string, done: (sessions: readonly ReleasedSession[]) => void): void {
    let released: readonly ReleasedSession[] = []
    this.end(reason, () => {
      this.sessions.refuse(reason)
      released = releaseAll(this)
    }, () => done(released))
  }

  private end(reason: string, disconnect: () => void, done: () => void): void {
    if (this.down) return done()
    this.whenDown.push(done)
    if (this.shuttingDown) return
    this.shuttingDown = true
    this.log.info({ reason }, 'Shutting down')
    let over = false
    const finish = () => {
      if (over) return
      over = true
      cancel()
      disconnect()
      for (const F of this.fibers.all()) F.cancel('The driver shuts down.')
      for (const ghost of [...this.ghosts.keys()]) ghost.remote?.destruct()
      for (const stop of this.onStop) stop()
      this.scheduler.stop()
      this.down = true
      for (const told of this.whenDown.splice(0)) told()
    }
    const cancel = this.clock.after(SHUTDOWN_MS, () => {
      this.log.warn({ ms: SHUTDOWN_MS }, 'The mudlib did not finish saving in time')
      finish()
    })
    this.start(
      {},
      (F) => {
        if (!this.master) return undefined
        const r = applyDirect(F, this.master, 'shutting_down', [reason])
        return r === NO_FUNCTION ? apply(F, this.master, 'crash', [reason, 0, 0]) : r
      },
      finish,
    )
  }
}

/** The world a fiber runs in: how efuns reach it. */
export function worldOf(F: Fiber): World {
  return F.host as World
}
