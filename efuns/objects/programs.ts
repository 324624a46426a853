/** What objects are made of: inherits, functions, variables. */
import { showType, type LpcType } from '../../driver/lang/types.js'
import { DENIED, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import type { LpcObject } from '../../driver/vm/object.js'
import type { FunctionInfo, Program } from '../../driver/vm/program.js'
import { live, truthy, type Value } from '../../driver/vm/values.js'
import { objectName } from '../../driver/world/paths.js'
import { holds } from '../../driver/world/recompile.js'
import { allowed } from '../../driver/world/security.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { objectOr } from './args.js'

const family = 'objects'
const since = '0.1'

export const inherits = efun({
  name: 'inherits', family, since, ticks: 5,
  sig: 'int inherits(string file, object ob?)',
  doc: 'Does the object inherit `file`, at any depth? 1 when it does, 2 when it does but an older program of that name than the one loaded now, else 0.',
  examples: ['inherits("/no/such", this_object()) == 0'],
  seeAlso: ['inherit_list', 'deep_inherit_list'],
}, (F, file: string, ob: Value) => {
  const o = objectOr(F, ob, 'inherits', 2)
  const name = objectName(file)
  F.charge(o.program.links.length)
  const found = o.program.links.slice(0, -1).find((l) => l.program.name === name)
  if (!found) return 0
  const now = worldOf(F).loader.program(name)
  return now && now !== found.program ? 2 : 1
})

const direct = (F: Fiber, ob: Value, efunName: string): string[] => objectOr(F, ob, efunName, 1).program.inherits.map((i) => i.program.file)

export const inherit_list = efun({
  name: 'inherit_list', family, since, ticks: 5,
  sig: 'string *inherit_list(object ob?)',
  doc: 'The files an object\'s program inherits directly, in order.',
  examples: ['arrayp(inherit_list())'],
  seeAlso: ['deep_inherit_list', 'inherits'],
}, (F, ob: Value) => direct(F, ob, 'inherit_list'))

export const shallow_inherit_list = efun({
  name: 'shallow_inherit_list', family, since, ticks: 5,
  sig: 'string *shallow_inherit_list(object ob?)',
  doc: 'The same as `inherit_list()`.',
  seeAlso: ['inherit_list'],
}, (F, ob: Value) => direct(F, ob, 'shallow_inherit_list'))

export const deep_inherit_list = efun({
  name: 'deep_inherit_list', family, since, ticks: 8,
  sig: 'string *deep_inherit_list(object ob?)',
  doc: 'The files an object\'s program inherits at any depth, each once, the nearest first.',
  seeAlso: ['inherit_list'],
}, (F, ob: Value) => {
  const out = new Set<string>()
  const queue: Program[] = [objectOr(F, ob, 'deep_inherit_list', 1).program]
  for (let p = queue.shift(); p; p = queue.shift()) {
    F.charge(p.inherits.length + 1)
    for (const i of p.inherits) {
      if (out.has(i.program.file)) continue
      out.add(i.program.file)
      queue.push(i.program)
    }
  }
  return [...out]
})

export const function_exists = efun({
  name: 'function_exists', family, since, ticks: 4,
  sig: 'string function_exists(string name, object ob?, int all?)',
  doc: 'The program (as `"/std/room"`) that defines the function an outside call of `name` would reach, or 0. Functions that are not public count only with `all`.\n\nShadows do not count. For the ghost of a remote worker the answer is 0.',
  examples: ['function_exists("no_such_function_here") == 0'],
  seeAlso: ['functions', 'call_other'],
}, (F, name: string, ob: Value, all: Value) => {
  const { program } = objectOr(F, ob, 'function_exists', 2)
  const r = program.dispatch.table.get(name)
  if (r) return r.fn.access === 'public' || truthy(all) ? r.fn.program.name : 0
  // Private ones of an inherit are in nobody's table.
  const hidden = truthy(all) ? program.links.findLast((l) => l.program.functions.has(name)) : undefined
  return hidden?.program.name ?? 0
})

export const functions = efun({
  name: 'functions', family, since, ticks: 10,
  sig: 'mixed *functions(object ob?, int flags?)',
  doc: 'The names of an object\'s functions. With bit 1 of `flags`, an array `({ name, arguments, return type, type of each argument… })` for each; with bit 2, only those the program itself defines.',
  examples: ['arrayp(functions(this_object()))'],
  seeAlso: ['function_exists', 'variables'],
}, (F, ob: Value, flags: Value) => {
  const { program } = objectOr(F, ob, 'functions', 1)
  const bits = Number(flags ?? 0)
  const list: FunctionInfo[] = bits & 2 ? [...program.functions.values()] : [...program.dispatch.table.values()].map((r) => r.fn)
  F.charge(list.length * 2)
  return list.map((f) => (bits & 1 ? [f.name, f.params.length, showType(f.type), ...f.params.map((p) => showType(p.rest && p.type.stars > 0 ? { ...p.type, stars: p.type.stars - 1 } : p.type))] : f.name))
})

export const variables = efun({
  name: 'variables', family, since, ticks: 10,
  sig: 'mixed *variables(object ob?, int types?)',
  doc: 'The names of an object\'s global variables, inherited ones first. With `types`, `({ name, type })` for each, the type with its modifiers: `"private nosave int"`.',
  seeAlso: ['fetch_variable', 'functions'],
}, (F, ob: Value, types: Value) => {
  const all = objectOr(F, ob, 'variables', 1).program.links.flatMap((l) => l.program.variables)
  F.charge(all.length)
  return all.map((v) => (truthy(types) ? [v.name, `${v.access} ${v.nosave ? 'nosave ' : ''}${showType(v.type)}`] : v.name))
})

/** The segment that has a variable: the object's own program first, then the nearest inherit. Private ones are only for the object itself. */
function findVariable(F: Fiber, ob: LpcObject, name: string): { seg: number; type: LpcType } {
  const { links } = ob.program
  for (let seg = links.length - 1; seg >= 0; seg--) {
    const v = links[seg].program.variables.find((x) => x.name === name)
    if (v && (v.access !== 'private' || ob === F.self)) return { seg, type: v.type }
  }
  throw new LpcError(`Variable named '${name}' does not exist or is not visible!`)
}

export const fetch_variable = efun({
  name: 'fetch_variable', family, since, ticks: 5,
  sig: 'mixed fetch_variable(string name, object ob?)',
  doc: 'The value of a global variable of an object, by name. For another object than this one `master->valid_variable(caller, ob, name, 0)` decides; without that apply it is allowed. An error when there is no such variable, or a private one of another object.',
  seeAlso: ['store_variable', 'variables'],
}, (F, name: string, ob: Value) => {
  const o = objectOr(F, ob, 'fetch_variable', 2)
  if (o !== F.self && !allowed(worldOf(F), F, 'valid_variable', [F.self, o, name, 0], true)) throw new LpcError(`fetch_variable: Permission denied for ${name} in ${o.name}.`, { code: DENIED })
  const at = findVariable(F, o, name)
  return live(o.segs[at.seg]['v_' + name] as Value)
})

export const store_variable = efun({
  name: 'store_variable', family, since, ticks: 5,
  sig: 'void store_variable(string name, mixed value, object ob?)',
  doc: 'Sets a global variable of an object, by name. For another object than this one `master->valid_variable(caller, ob, name, 1)` decides; without that apply it is denied. An error when there is no such variable, when it is a private one of another object, or when the value does not fit its type.',
  seeAlso: ['fetch_variable'],
}, (F, name: string, value: Value, ob: Value) => {
  const o = objectOr(F, ob, 'store_variable', 3)
  if (o !== F.self && !allowed(worldOf(F), F, 'valid_variable', [F.self, o, name, 1], worldOf(F).config.trustMudlib)) throw new LpcError(`store_variable: Permission denied for ${name} in ${o.name}.`, { code: DENIED })
  const at = findVariable(F, o, name)
  if (!holds(at.type, value)) throw new LpcError(`store_variable: ${name} is declared ${showType(at.type)}.`)
  o.segs[at.seg]['v_' + name] = value
  return 0
})
