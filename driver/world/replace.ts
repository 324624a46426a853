/**
 * replace_program(): an object drops to one of the programs it inherits. The variables of that
 * part keep their values in new segments; what still waits in the old code keeps the old ones.
 * Not for: new versions of the same program (recompile.ts).
 */
import { LpcError } from '../vm/errors.js'
import type { LpcObject } from '../vm/object.js'
import type { Program, Segment } from '../vm/program.js'
import type { World } from './world.js'

const replaced = new WeakMap<LpcObject, string>()

/** The file an object was replaced by, or undefined. */
export function replacement(ob: LpcObject): string | undefined {
  return replaced.get(ob)
}

/** Does a program name fit `file`? With an extension it must be the file itself. */
function named(program: Program, file: string): boolean {
  const path = file.startsWith('/') ? file : `/${file}`
  return program.file === path || (!/\.\w+$/.test(path) && program.name === path)
}

/** Swaps later in this turn or the next, when nothing runs. Throws when `ob` inherits no such program. */
export function replaceProgram(world: World, ob: LpcObject, file: string): void {
  const from = ob.program
  const at = from.links.findIndex((l, i) => i < from.links.length - 1 && named(l.program, file))
  if (at < 0) throw new LpcError(`replace_program: ${ob.name} does not inherit ${file}.`)
  replaced.set(ob, from.links[at].program.file)
  world.clock.soon(() => {
    // Recompiled, replaced or gone meanwhile: what was asked for is no longer there.
    if (!ob.destructed && ob.program === from) drop(ob, at)
  })
}

function drop(ob: LpcObject, at: number): void {
  const { program } = ob.program.links[at]
  const segs: Segment[] = program.makeSegments()
  // An inherited program's segments lie side by side, its own the last of them.
  const base = at - (program.links.length - 1)
  segs.forEach((fresh, i) => {
    const kept = ob.segs[base + i]
    for (const key of Object.keys(fresh)) if (key.startsWith('v_')) fresh[key] = kept[key]
  })
  ob.program = program
  ob.segs = segs
  if (ob.dispatch) ob.dispatch = program.dispatch
}

export function replaceable(ob: LpcObject, ignore: ReadonlySet<string>): boolean {
  const { inherits, functions } = ob.program
  return inherits.length === 1 && [...functions.keys()].every((name) => ignore.has(name) || name.includes('$'))
}
