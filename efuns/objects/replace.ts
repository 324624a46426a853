/** replace_program(): an object that adds nothing to what it inherits becomes that. */
import { DENIED, LpcError } from '../../driver/vm/errors.js'
import type { Value } from '../../driver/vm/values.js'
import { replaceable as canReplace, replacement, replaceProgram } from '../../driver/world/replace.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { objectOr } from './args.js'

const family = 'objects'
const since = '0.1'

export const replace_program = efun({
  name: 'replace_program', family, since, ticks: 20,
  sig: 'void replace_program(string file)',
  doc: 'Makes this object an instance of a program it inherits, named by its file, once the running evaluation is over: its own functions and variables are gone then, the inherited variables keep their values, the name stays.\n\nAn error when the program is not inherited, and in the simul_efun object. Calls of it that wait meanwhile, and function values made by it, go on with the old program.',
  seeAlso: ['replaceable', 'query_replaced_program', 'inherit_list'],
}, (F, file: string) => {
  const world = worldOf(F)
  if (F.self === world.simulEfun) throw new LpcError('replace_program: The simul_efun object stays what it is.', { code: DENIED })
  replaceProgram(world, F.self, file)
  return 0
})

export const query_replaced_program = efun({
  name: 'query_replaced_program', family, since, ticks: 1,
  sig: 'string query_replaced_program(object ob?)',
  doc: 'The file of the program an object was made to be by `replace_program()`, or 0.',
  examples: ['query_replaced_program() == 0'],
  seeAlso: ['replace_program'],
}, (F, ob: Value) => replacement(objectOr(F, ob, 'query_replaced_program', 1)) ?? 0)

export const replaceable = efun({
  name: 'replaceable', family, since, ticks: 5,
  sig: 'int replaceable(object ob, string *ignore?)',
  doc: '1 when an object inherits exactly one program and defines no function but those in `ignore` (`({ "create" })` when left out): it may as well call `replace_program()`.',
  seeAlso: ['replace_program'],
}, (F, ob: Value, ignore?: Value[]) => {
  const o = objectOr(F, ob, 'replaceable', 1)
  F.charge(o.program.functions.size + (ignore?.length ?? 0) * 4)
  return o !== worldOf(F).simulEfun && canReplace(o, new Set((ignore as string[] | undefined) ?? ['create', '__INIT'])) ? 1 : 0
})
