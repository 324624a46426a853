/** The objects family of efuns. */
import type { Efun } from '../efun.js'
import { this_object, previous_object, all_previous_objects, master, file_name, base_name, clonep, virtualp } from './identity.js'
import { clone_object, new_, load_object, find_object, destruct, set_notify_destruct, query_notify_destruct, test_load, recompile_object, children, objects, reload_object } from './lifecycle.js'
import { environment, all_inventory, first_inventory, next_inventory, deep_inventory, move_object, present } from './place.js'
import { inherits, inherit_list, shallow_inherit_list, deep_inherit_list, function_exists, functions, variables, fetch_variable, store_variable } from './programs.js'
import { call_other, call_stack, dump_trace } from './calls.js'
import { set_hide } from './hiding.js'
import { origin } from './origin.js'
import { set_light } from './light.js'
import { replace_program, replaceable, query_replaced_program } from './replace.js'
import { shadow, query_shadowing, remove_shadow } from './shadows.js'
import { query_privs, set_privs, getuid, geteuid, seteuid, export_uid } from './privs.js'

export default [
  this_object, previous_object, all_previous_objects, master, file_name, base_name, clonep, virtualp,
  clone_object, new_, load_object, find_object, destruct, set_notify_destruct, query_notify_destruct, test_load, recompile_object, children,
  objects, reload_object, environment, all_inventory, first_inventory, next_inventory, deep_inventory,
  move_object, present, inherits, inherit_list, shallow_inherit_list, deep_inherit_list, function_exists,
  functions, variables, fetch_variable, store_variable, call_other, call_stack, dump_trace, shadow,
  query_shadowing, remove_shadow, query_privs, set_privs, getuid, geteuid, seteuid, export_uid,
  set_hide, set_light, origin, replace_program, replaceable, query_replaced_program,
] as Efun[]
