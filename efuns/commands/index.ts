/** The commands family of efuns. */
import type { Efun } from '../efun.js'
import { add_action, remove_action, command, commands, query_verb, notify_fail, query_notify_fail } from './actions.js'
import { get_char, input_to, in_input } from './input.js'

export default [
  add_action, remove_action, command, commands, query_verb, notify_fail, query_notify_fail, input_to,
  in_input,
  get_char,
] as Efun[]
