/**
 * From paths to programs and objects: load, inherit, clone, virtual objects.
 * Compiling is synchronous; create() may wait, so load and clone may.
 *
 * An inherited file becomes an object too, as in FluffOS, and its create() runs before the
 * heir's. Programs live apart from objects: destructing a blueprint forgets its program, and the
 * next load compiles it again, while heirs and clones keep the one they were made with.
 */
import { NO_FUNCTION } from '../vm/calls.js'
import { CompileError, LIMIT, LpcError } from '../vm/errors.js'
import type { Fiber } from '../vm/fiber.js'
import { LpcObject } from '../vm/object.js'
import type { Program } from '../vm/program.js'
import type { Result, Value } from '../vm/values.js'
import { after, apply, each, ensure } from './flow.js'
import { baseName, objectName } from './paths.js'
import { allowed, askMaster, denied, validRead } from './security.js'
import { askCompileHook, readSource, sourceHost } from './sources.js'
import type { World } from './world.js'

/** Ticks of a look for a file that may not be there. */
const LOAD_TICKS = 1_000
/**
 * Ticks of a file that is compiled, and of each character of it. A tenth of what its time would
 * be: what a whole library inherits may be compiled in one evaluation, a loop of loads must end.
 */
const COMPILE_TICKS = 20_000
const COMPILE_TICKS_PER_CHARACTER = 4

export class Loader {
  private readonly programs = new Map<string, Program>()
  /** Of each name the last version, until none of its programs is left: typed LPC has a new name each time. */
  private readonly versions = new Map<string, { last: number; alive: number }>()
  private readonly collected = new FinalizationRegistry<string>((name) => {
    const known = this.versions.get(name)
    if (known && --known.alive <= 0) this.versions.delete(name)
  })
  /** Names being compiled, outermost first. */
  private readonly chain: string[] = []
  private readonly logged = new WeakSet<LpcError>()
  /** Takes what the compiler says, instead of master, while a check runs. */
  private hear: ((report: string) => void) | null = null

  constructor(private readonly world: World) {}

  program(name: string): Program | undefined {
    return this.programs.get(name)
  }

  forget(name: string, program?: Program): void {
    if (!program || this.programs.get(name) === program) this.programs.delete(name)
  }

  /** Puts a program back that was forgotten for a reload that failed. */
  restore(name: string, program: Program): void {
    this.programs.set(name, program)
  }

  // ---- objects -------------------------------------------------------------------------------

  /** The object a path names, loading its blueprint if need be; 0 when there is no such file. */
  load(F: Fiber, path: string): Result {
    const name = objectName(path)
    const known = this.world.objects.get(name)
    if (known) return known
    // The name of a clone that is gone loads nothing.
    if (name.includes('#')) return 0
    F.charge(LOAD_TICKS)
    const file = this.world.paths.source(name, path)
    if (file === null) return this.virtual(F, name, [], false)
    if (validRead(this.world, F, name, this.world.master ?? F.self, 'load_object') === null) throw denied(`Read access denied: ${file}`)
    const fresh: Program[] = []
    return this.whole(fresh, F, () => {
      const program = this.compile(F, name, file, fresh)
      return after(F, this.materialise(F, fresh.filter((p) => p !== program)), () => this.world.objects.get(name) ?? this.instantiate(F, program, name, []))
    })
  }

  /** A blueprint made of a text that has no file, such as what a planner sends to be run. The name must be free. */
  loadText(F: Fiber, name: string, text: string): Result {
    F.charge(LOAD_TICKS)
    const fresh: Program[] = []
    return this.whole(fresh, F, () => {
      const program = this.compile(F, name, `${name}.c`, fresh, false, text)
      return after(F, this.materialise(F, fresh.filter((p) => p !== program)), () => this.instantiate(F, program, name, []))
    })
  }

  /** Compiles a text as if it were `file`, and forgets it. What the compiler says goes to `hear` alone. Throws CompileError. */
  check(F: Fiber, file: string, text: string, hear: (report: string) => void): void {
    F.charge(LOAD_TICKS)
    const name = objectName(file)
    const old = this.programs.get(name)
    const fresh: Program[] = []
    const before = this.hear
    this.hear = hear
    try {
      this.compile(F, name, file, fresh, true, text)
    } finally {
      this.hear = before
      for (const p of fresh) this.forget(p.name, p)
      if (old) this.programs.set(name, old)
    }
  }

  /** Makes the blueprints of freshly compiled programs, in order: what is inherited comes first. */
  materialise(F: Fiber, fresh: readonly Program[]): Result {
    return each(F, fresh, (p) => (this.world.objects.get(p.name) ? undefined : this.instantiate(F, p, p.name, [])))
  }

  /**
   * Runs `body`, then forgets the programs in `fresh` that did not become objects: a program
   * without an object would never be updated.
   */
  whole(fresh: readonly Program[], F: Fiber, body: () => Result): Result {
    return ensure(F, body, () => {
      for (const p of fresh) if (!this.world.objects.get(p.name)) this.forget(p.name, p)
    })
  }

  /** A new clone of the blueprint a path names; 0 when there is none. `args` go to create(). */
  clone(F: Fiber, path: string, args: Value[]): Result {
    const name = objectName(path)
    if (name.includes('#')) throw new LpcError(`Cannot clone from a clone: ${name}`)
    return after(F, this.load(F, name), (blueprint) => {
      if (!(blueprint instanceof LpcObject)) return 0
      if (blueprint.remote) throw new LpcError(`Cannot clone a remote object: ${name}`)
      if (blueprint.virtual) return this.virtual(F, name, args, true)
      return this.instantiate(F, blueprint.program, this.world.objects.cloneName(name), args)
    })
  }

  /** Makes an object of a program and runs its create(). */
  private instantiate(F: Fiber, program: Program, name: string, args: Value[]): Result {
    const world = this.world
    world.objects.checkRoom()
    const ob = new LpcObject(name, program, program.makeSegments())
    ob.clone = name.includes('#')
    ob.loadTime = ob.lastUsed = world.now()
    world.objects.add(ob)
    try {
      // The master judges what it loads, before anything in it runs; clones, as in FluffOS, and itself are never judged.
      if (world.master && !ob.clone && !allowed(world, F, 'valid_object', [ob], true)) throw denied(`valid_object() denied permission to load ${name}`)
      this.identify(F, ob)
      F.enter(ob)
      F.without<undefined>('a variable initialiser', () => program.initialise(F, ob) as undefined)
      F.sp--
    } catch (e) {
      ob.destructed = true
      ob.dispatch = null
      world.objects.remove(ob)
      if (!ob.clone) this.forget(name)
      throw e
    }
    world.scheduler.born(ob)
    // create() may call enable_commands(), which changes this_player(): not for who loads or clones.
    const { player } = F
    return ensure(
      F,
      () => after(F, apply(F, ob, 'create', args), () => (ob.destructed ? 0 : ob)),
      () => { F.player = player?.destructed ? null : player },
    )
  }

  /** Privs and uids of a new object, as master says. */
  private identify(F: Fiber, ob: LpcObject): void {
    const world = this.world
    if (!world.master) return
    const privs = askMaster(world, F, 'privs_file', [ob.name])
    if (typeof privs === 'string') ob.privs = privs
    if (world.uids) {
      const creator = askMaster(world, F, 'creator_file', [ob.name])
      ob.uid = typeof creator === 'string' ? creator : null
      // As FluffOS does unless it is built without AUTO_SETEUID.
      ob.euid = ob.uid
    }
  }

  /** Asks master->compile_object() for an object that has no file. */
  private virtual(F: Fiber, name: string, args: Value[], clone: boolean): Result {
    const world = this.world
    if (!world.master) return 0
    return after(F, apply(F, world.master, 'compile_object', clone ? [name, ...args] : [name]), (ob) => {
      if (!(ob instanceof LpcObject) || ob.destructed) return 0
      if (ob.remote) throw new LpcError('compile_object() must return a local object.')
      const taken = world.objects.get(name)
      if (!clone && taken && taken !== ob) throw new LpcError(`compile_object() made ${name}, which exists already.`)
      // What was a blueprint is one no more: the next load of its file makes another.
      if (!ob.clone && !ob.virtual) this.forget(ob.name, ob.program)
      world.objects.rename(ob, clone ? world.objects.cloneName(name) : name)
      ob.virtual = true
      ob.clone = clone
      this.identify(F, ob)
      return after(F, apply(F, ob, 'virtual_start'), () => (ob.destructed ? 0 : ob))
    })
  }

  // ---- programs ------------------------------------------------------------------------------

  /**
   * Compiles a file and what it inherits. `fresh` gets the programs that were compiled, inherits
   * first. `given` is its text when it has no file. Throws CompileError after telling
   * master->log_error(), which hears of warnings too.
   */
  compile(F: Fiber, name: string, file: string, fresh: Program[], replace = false, given: string | null = null): Program {
    const known = replace ? undefined : this.programs.get(name)
    if (known) return known
    const world = this.world
    if (this.chain.includes(name)) throw new LpcError(`Inheritance loop: ${[...this.chain.slice(this.chain.indexOf(name)), name].join(' → ')}`)
    if (this.chain.length >= world.limits.inheritDepth) throw new LpcError(`Inheritance chain too deep (limit ${world.limits.inheritDepth}) when loading ${name}.`, { code: LIMIT })
    this.chain.push(name)
    try {
      const known = this.versions.get(name)
      const version = (known?.last ?? 0) + 1
      const text = given ?? readSource(world, file)
      F.charge(COMPILE_TICKS + text.length * COMPILE_TICKS_PER_CHARACTER)
      const program = world.config.compile({
        path: name,
        file,
        text,
        source: sourceHost(world, F, file),
        inherit: (path, from, hidden) => this.inherit(F, path, from, hidden, fresh),
        efuns: world.config.efuns,
        simul: world.simulEfun?.program ?? null,
        version,
        mayOverride: (from, efun) => allowed(world, F, 'valid_override', [from.replace(/\.[^./]*$/, ''), efun, file], true),
        warn: (report) => this.tellLog(F, file, report),
        suspendEverywhere: world.suspendEverywhere,
        fromFile: given === null,
      })
      this.programs.set(name, program)
      this.versions.set(name, { last: version, alive: (known?.alive ?? 0) + 1 })
      this.collected.register(program, name)
      fresh.push(program)
      return program
    } catch (e) {
      if (e instanceof CompileError) this.logError(F, file, e)
      throw e
    } finally {
      this.chain.pop()
    }
  }

  /** The program an inherit names; master->inherit_program() may name another, give its text, or refuse. */
  private inherit(F: Fiber, asked: string, from: string, hidden: boolean, fresh: Program[]): Program {
    const answer = askCompileHook(this.world, F, 'inherit_program', [from, asked, hidden ? 1 : 0], asked)
    if (answer === null) throw denied(`Inheriting ${asked} is denied.`)
    const path = 'path' in answer ? answer.path : asked
    if (path === '') throw new LpcError('Inherited file has no name.')
    const name = objectName(path)
    const known = this.programs.get(name)
    if (known) return known
    const object = this.world.objects.get(name)
    if (object && !object.virtual) return object.program
    if ('text' in answer) {
      if (answer.text.trim() === '') throw new LpcError(`The text that master gave for ${name} is empty.`)
      return this.compile(F, name, `${name}.c`, fresh, false, answer.text)
    }
    const file = this.world.paths.source(name, path)
    if (file === null) {
      this.world.config.onMissing?.(`${name}.c`)
      throw new LpcError(`Inherited file does not exist: ${name}`)
    }
    if (validRead(this.world, F, name, this.world.master ?? F.self, 'load_object') === null) throw denied(`Read access denied: ${file}`)
    return this.compile(F, name, file, fresh)
  }

  /** master->log_error(file, report), once per error however many heirs it passes through. */
  private logError(F: Fiber, file: string, error: CompileError): void {
    if (this.logged.has(error)) return
    this.logged.add(error)
    this.tellLog(F, file, error.report)
  }

  private tellLog(F: Fiber, file: string, report: string): void {
    if (this.hear) return this.hear(report)
    const { sp, player } = F
    try {
      if (askMaster(this.world, F, 'log_error', [file, report.replace(/\n?$/, '\n')]) === NO_FUNCTION) this.world.log.warn({ file }, report)
    } catch (e) {
      this.world.log.error({ file, error: F.caught(e, sp, player) }, 'master->log_error() failed')
    }
  }

  /** The blueprint of an object's name, when loaded. */
  blueprint(ob: LpcObject): LpcObject | undefined {
    return this.world.objects.get(baseName(ob.name))
  }
}
