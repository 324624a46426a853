/**
 * Changing objects in place: a new program under them and under those of its heirs (recompile), or
 * all variables back to the start (reload). Not for: loading (loader.ts).
 */
import { fits, INT, FLOAT, STRING, MAPPING, OBJECT, FUNCTION, BUFFER, PROMISE, type LpcType } from '../lang/types.js'
import { LpcError } from '../vm/errors.js'
import { Closure } from '../vm/closure.js'
import { toLpcError, type Fiber } from '../vm/fiber.js'
import { Mapping } from '../vm/mapping.js'
import { LpcObject } from '../vm/object.js'
import type { Link, Program, Resolved, Segment } from '../vm/program.js'
import { LpcPromise } from '../vm/promise.js'
import { ClassInstance, Float, isInt, type Result, type Value } from '../vm/values.js'
import { destruct } from './destruct.js'
import { after, apply, each } from './flow.js'
import { unlinkShadow } from './shadows.js'
import type { World } from './world.js'

/** What recompiling one heir costs, as loading it would. */
const HEIR_TICKS = 1_000

/**
 * Recompiles the program of `ob` and every program that inherits it, under all their objects.
 * Gives how many objects changed without an error. Nothing changes when the file does not compile;
 * heirs that no longer compile stay as they are, and master->log_error() hears of it.
 */
export function recompile(world: World, F: Fiber, ob: LpcObject): Result {
  if (ob.remote) throw new LpcError('recompile_object: A remote object cannot be recompiled; make a new one.')
  if (ob.clone && !ob.virtual) throw new LpcError('recompile_object: Give the blueprint; its clones change with it.')
  // A virtual object is recompiled through the file that it was made from.
  const { name } = ob.program
  const running = F.stack.slice(0, F.sp + 1).find((o) => o.program.name === name)
  if (running) throw new LpcError(`recompile_object: ${running.name} is currently executing.`)
  const file = world.paths.source(name)
  if (file === null) throw new LpcError(`recompile_object: ${name} has no file.`)
  const heirs = heirsOf(world, F, name)
  const old = world.loader.program(name)
  const fresh: Program[] = []
  return world.loader.whole(fresh, F, () => {
    const made = new Map<string, Program>()
    try {
      made.set(name, world.loader.compile(F, name, file, fresh, true))
    } catch (e) {
      if (old) world.loader.restore(name, old)
      throw e
    }
    const broken = new Set<string>()
    for (const heir of heirs) {
      // Who inherits one that stays as it is stays as well.
      const program = heir.links.some((l) => broken.has(l.program.name)) ? null : recompileHeir(world, F, heir.name, fresh)
      if (program) made.set(heir.name, program)
      else broken.add(heir.name)
    }
    // Files inherited for the first time become objects, as at a load; their create() may wait.
    return after(F, world.loader.materialise(F, fresh.filter((p) => made.get(p.name) !== p)), () => {
      let changed = 0
      for (const o of [...world.objects.all()]) {
        const program = made.get(o.program.name)
        if (program && program !== o.program && !o.remote && swap(world, F, o, program)) changed++
      }
      return changed
    })
  })
}

/** Programs in use that inherit `name`, each behind what it inherits itself. */
function heirsOf(world: World, F: Fiber, name: string): Program[] {
  const found = new Map<string, Program>()
  const seen = new Set<Program>()
  for (const { program } of world.objects.all()) {
    if (seen.has(program)) continue
    seen.add(program)
    if (program.name !== name && program.links.some((l) => l.program.name === name)) found.set(program.name, program)
  }
  F.charge(seen.size + found.size * HEIR_TICKS)
  // Who inherits another has all its links, and one more.
  return [...found.values()].sort((a, b) => a.links.length - b.links.length)
}

function recompileHeir(world: World, F: Fiber, name: string, fresh: Program[]): Program | null {
  const file = world.paths.source(name)
  if (file === null) return null
  const { sp, player } = F
  try {
    return world.loader.compile(F, name, file, fresh, true)
  } catch (e) {
    F.caught(e, sp, player)
    return null
  }
}

/**
 * The new program takes over, with the values that fit. What still runs or waits in the old code,
 * and function values made by it, keep that code; the variables they see are the new ones, and what
 * they call by name is the new functions. False when an initialiser failed or ended the object.
 */
function swap(world: World, F: Fiber, ob: LpcObject, program: Program): boolean {
  F.charge(20)
  const before = snapshot(ob)
  const segs = program.makeSegments()
  succeed(ob.program, program)
  for (const old of ob.segs) old.$l = relinked(old.$l, program)
  ob.program = program
  ob.segs = segs
  if (ob.dispatch) ob.dispatch = program.dispatch
  const whole = initialised(world, F, ob)
  program.links.forEach((link, seg) => {
    const kept = before.get(instanceKey(program, seg))
    if (!kept) return
    for (const v of link.program.variables) {
      const slot = 'v_' + v.name
      if (!(slot in kept)) continue
      if (holds(v.type, kept[slot] as Value)) segs[seg][slot] = kept[slot]
      Object.defineProperty(kept, slot, { get: () => segs[seg][slot], set: (x) => { segs[seg][slot] = x }, enumerable: true, configurable: true })
    }
  })
  return whole
}

/** Instances of classes whose members changed are fitted where a new member is asked for. */
function succeed(old: Program, program: Program): void {
  for (const [name, def] of old.classes) {
    const next = program.classes.get(name)
    if (next && next !== def && next.members.join() !== def.members.join()) def.successor = next
  }
}

/** Runs the initialisers. An error in one object's is reported and stops no other's. */
function initialised(world: World, F: Fiber, ob: LpcObject): boolean {
  const { sp, player } = F
  try {
    F.enter(ob)
    F.without<undefined>('a variable initialiser', () => ob.program.initialise(F, ob) as undefined)
    F.sp--
    return !ob.destructed
  } catch (e) {
    F.caught(e, sp, player)
    world.report(F, toLpcError(e))
    return false
  }
}

/** What a virtual call in old code reaches in the new program. */
function relinked(link: Link, program: Program): Link {
  const fns = link.fns.map((r): Resolved => {
    // A prototype that nothing defined stays what it was: an error when it is called.
    if (!r.fn) return r
    const now = program.dispatch.table.get(r.fn.name)
    if (now && (now.fn.access !== 'private' || now.fn.program.name === link.program.name)) return now
    const { name } = r.fn
    return { ...r, code: () => { throw new LpcError(`Function ${name}() went when ${program.name} was recompiled.`, { code: 'NO_FUNCTION' }) } }
  })
  return link.program.relink(link, fns)
}

/** Segments by which program they belong to and the how-manieth instance of it that is. */
function snapshot(ob: LpcObject): Map<string, Segment> {
  return new Map(ob.segs.map((s, i) => [instanceKey(ob.program, i), s]))
}

function instanceKey(program: Program, seg: number): string {
  const name = program.links[seg].program.name
  let nth = 0
  for (let i = 0; i < seg; i++) if (program.links[i].program.name === name) nth++
  return `${name}#${nth}`
}

/** Does a value fit a declared type? Zero fits all. */
export function holds(type: LpcType, v: Value): boolean {
  if (v === undefined || v === 0) return true
  if (Array.isArray(v)) return type.stars > 0 || fits(type, { base: 'mixed', stars: 1 })
  const actual = isInt(v) ? INT
    : v instanceof Float ? FLOAT
    : typeof v === 'string' ? STRING
    : v instanceof Mapping ? MAPPING
    : v instanceof LpcObject ? OBJECT
    : v instanceof Closure ? FUNCTION
    : v instanceof Uint8Array ? BUFFER
    : v instanceof LpcPromise ? PROMISE
    : v instanceof ClassInstance ? ({ base: 'class', stars: 0, className: v.def.name } as LpcType)
    : null
  if (!actual || type.stars > 0) return false
  // int and float convert in assignments, but a stored value must already be of the type.
  if (actual !== type && (type.base === 'int' || type.base === 'float')) return actual.base === type.base
  return fits(type, actual)
}

/** Shadows of an object go with its values; one that is itself a shadow leaves its chain. */
function dropShadows(world: World, F: Fiber, ob: LpcObject): Result {
  const shadows: LpcObject[] = []
  if (!ob.shadowing) for (let o = ob.shadowedBy; o; o = o.shadowedBy) shadows.push(o)
  unlinkShadow(ob)
  return each(F, shadows, (o) => (o.destructed ? 0 : destruct(world, F, o)))
}

/** reload_object(): variables as new, no shadows, call_outs, heart beat, create() again. */
export function reload(world: World, F: Fiber, ob: LpcObject): Result {
  if (ob.remote) throw new LpcError('reload_object: A remote object cannot be reloaded; make a new one.')
  world.scheduler.removeAll(ob)
  world.scheduler.setHeartBeat(ob, 0)
  return after(F, dropShadows(world, F, ob), () => {
    ob.segs = ob.program.makeSegments()
    F.enter(ob)
    F.without<undefined>('a variable initialiser', () => ob.program.initialise(F, ob) as undefined)
    F.sp--
    return apply(F, ob, 'create')
  })
}
