/** The output family of efuns. */
import type { Efun } from '../efun.js'
import { write, printf, tell_object, receive, say, tell_room, shout, message, event } from './tell.js'

export default [
  write, printf, tell_object, receive, say, tell_room, shout, message, event,
] as Efun[]
