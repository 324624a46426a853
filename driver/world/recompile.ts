/**
 * Changing an object in place: a new program under old clones (recompile), or all variables back
 * to the start (reload). Not for: loading (loader.ts).
 */
import { fits, INT, FLOAT, STRING, MAPPING, OBJECT, FUNCTION, BUFFER, type LpcType } from '../lang/types.js'
import { LpcError } from '../vm/errors.js'
import { Closure } from '../vm/closure.js'
import type { Fiber } from '../vm/fiber.js'
import { Mapping } from '../vm/mapping.js'
import { LpcObject } from '../vm/object.js'
import type { Program, Segment } from '../vm/program.js'
import { ClassInstance, Float, isInt, type Result, type Value } from '../vm/values.js'
import { after, apply } from './flow.js'
import { baseName } from './paths.js'
import type { World } from './world.js'

/** Recompiles the file of `ob` for its blueprint and clones. Gives how many objects changed. */
export function recompile(world: World, F: Fiber, ob: LpcObject): Result {
  if (ob.remote) throw new LpcError('recompile_object: A remote object cannot be recompiled; make a new one.')
  if (ob.virtual) throw new LpcError('recompile_object: A virtual object has no file of its own.')
  if (ob.clone) throw new LpcError('recompile_object: Give the blueprint; its clones change with it.')
  const name = baseName(ob.name)
  const running = F.stack.slice(0, F.sp + 1).find((o) => baseName(o.name) === name)
  if (running) throw new LpcError(`recompile_object: ${running.name} is currently executing.`)
  const file = world.paths.source(name)
  if (file === null) throw new LpcError(`recompile_object: ${name} has no file.`)
  const old = world.loader.program(name)
  const fresh: Program[] = []
  return world.loader.whole(fresh, F, () => {
    let program: Program
    try {
      program = world.loader.compile(F, name, file, fresh, true)
    } catch (e) {
      if (old) world.loader.restore(name, old)
      throw e
    }
    // Files inherited for the first time become objects, as at a load; their create() may wait.
    return after(F, world.loader.materialise(F, fresh.filter((p) => p !== program)), () => {
      const family = world.objects.family(name).filter((o) => !o.virtual && !o.remote)
      F.charge(family.length * 20)
      for (const o of family) swap(F, o, program)
      return family.length
    })
  })
}

function swap(F: Fiber, ob: LpcObject, program: Program): void {
  const before = snapshot(ob)
  const { program: oldProgram, segs: oldSegs, dispatch } = ob
  ob.program = program
  ob.segs = program.makeSegments()
  if (dispatch) ob.dispatch = program.dispatch
  try {
    F.enter(ob)
    F.without<undefined>('a variable initialiser', () => program.initialise(F, ob) as undefined)
    F.sp--
  } catch (e) {
    ob.program = oldProgram
    ob.segs = oldSegs
    ob.dispatch = dispatch
    throw e
  }
  program.links.forEach((link, seg) => {
    const kept = before.get(instanceKey(program, seg))
    if (!kept) return
    for (const v of link.program.variables) {
      const slot = 'v_' + v.name
      if (slot in kept && holds(v.type, kept[slot] as Value)) ob.segs[seg][slot] = kept[slot]
    }
  })
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
    : v instanceof ClassInstance ? ({ base: 'class', stars: 0, className: v.def.name } as LpcType)
    : null
  if (!actual || type.stars > 0) return false
  // int and float convert in assignments, but a stored value must already be of the type.
  if (actual !== type && (type.base === 'int' || type.base === 'float')) return actual.base === type.base
  return fits(type, actual)
}

/** reload_object(): variables as new, no call_outs, no heart beat, create() again. */
export function reload(world: World, F: Fiber, ob: LpcObject): Result {
  if (ob.remote) throw new LpcError('reload_object: A remote object cannot be reloaded; make a new one.')
  world.scheduler.removeAll(ob)
  world.scheduler.setHeartBeat(ob, 0)
  ob.segs = ob.program.makeSegments()
  F.enter(ob)
  F.without<undefined>('a variable initialiser', () => ob.program.initialise(F, ob) as undefined)
  F.sp--
  return apply(F, ob, 'create')
}
