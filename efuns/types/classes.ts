/** Class instances by the number of their member. */
import { NAMELESS } from '../format/save.js'
import { BAD_ARGUMENT, LpcError, badArgument } from '../../driver/vm/errors.js'
import { showType } from '../../driver/lang/types.js'
import type { LpcObject } from '../../driver/vm/object.js'
import { typeName } from '../../driver/vm/typename.js'
import { ClassInstance, live, type Int, type Value } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'

const family = 'types'
const since = '0.1'

function instance(name: string, v: Value): ClassInstance {
  if (v instanceof ClassInstance) return v
  throw badArgument(name, 1, 'class', typeName(v))
}

function index(name: string, c: ClassInstance, i: Int): number {
  if (i >= 0 && i < c.fields.length) return Number(i)
  throw new LpcError(`${name}(): no member ${i} (the class has ${c.fields.length}).`, { code: BAD_ARGUMENT })
}

export default [
  efun({
    name: 'fetch_class_member', family, since, ticks: 1,
    sig: 'mixed fetch_class_member(mixed instance, int index)',
    doc: 'Returns a member of a class instance by its number, from 0 in order of declaration.',
    examples: ['fetch_class_member(assemble_class(({ 11, "two" })), 1) == "two"'],
    seeAlso: ['store_class_member', 'disassemble_class'],
  }, (_F, v: Value, i: Int) => {
    const c = instance('fetch_class_member', v)
    return live(c.fields[index('fetch_class_member', c, i)])
  }),
  efun({
    name: 'store_class_member', family, since, ticks: 1,
    sig: 'mixed store_class_member(mixed instance, int index, mixed value)',
    doc: 'Sets a member of a class instance by its number and returns the instance.',
    examples: ['fetch_class_member(store_class_member(assemble_class(({ 1 })), 0, 8), 0) == 8'],
    seeAlso: ['fetch_class_member'],
  }, (_F, v: Value, i: Int, value: Value) => {
    const c = instance('store_class_member', v)
    c.fields[index('store_class_member', c, i)] = value
    return c
  }),
  efun({
    name: 'assemble_class', family, since, ticks: 2,
    sig: 'mixed assemble_class(mixed *values)',
    doc: 'Returns a class instance with these members, which have numbers but no names.',
    examples: ['classp(assemble_class(({ 1, 2 })))'],
    seeAlso: ['disassemble_class'],
  }, (F, values: Value[]) => {
    F.charge(values.length * 2)
    return new ClassInstance(NAMELESS, values.map(live))
  }),
  efun({
    name: 'disassemble_class', family, since, ticks: 2,
    sig: 'mixed *disassemble_class(mixed instance)',
    doc: 'Returns the members of a class instance as an array, in order of declaration.',
    examples: ['disassemble_class(assemble_class(({ 1, 2 })))[1] == 2'],
    seeAlso: ['assemble_class', 'classp'],
  }, (F, v: Value) => {
    const c = instance('disassemble_class', v)
    F.charge(c.fields.length * 2)
    return c.fields.map(live)
  }),
  efun({
    name: 'classes', family, since, ticks: 4,
    sig: 'mixed *classes(object ob, int with_members?)',
    doc: 'Returns the names of the classes that the program of `ob` declares.\n\nWith `with_members` each is an array of its name and an array of name and type for each member.',
    examples: ['sizeof(classes(this_object())) == 0'],
    seeAlso: ['num_classes', 'functions', 'variables'],
  }, (F, ob: LpcObject, withMembers: Int | undefined) => {
    const { classes } = ob.program
    F.charge(classes.size)
    return [...classes.values()].map((c): Value => (withMembers ? [c.name, ...c.members.map((m, i): Value => [m, showType(c.types[i])])] : c.name))
  }),
  efun({
    name: 'num_classes', family, since, ticks: 1,
    sig: 'int num_classes(object ob)',
    doc: 'Returns how many classes the program of `ob` declares.',
    examples: ['num_classes(this_object()) == 0'],
    seeAlso: ['classes'],
  }, (_F, ob: LpcObject) => ob.program.classes.size),
] as Efun[]
