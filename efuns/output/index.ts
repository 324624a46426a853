/** The output family of efuns. */
import type { Efun } from '../efun.js'
import { link_text } from './link.js'
import { write, printf, tell_object, receive, say, tell_room, shout, message, event } from './tell.js'

export default [
  write, printf, tell_object, receive, say, tell_room, shout, message, event, link_text,
] as Efun[]
