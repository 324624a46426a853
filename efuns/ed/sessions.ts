/** Which object edits what: one editing session an object, by ed_start() or by ed(). */
import type { LpcObject } from '../../driver/vm/object.js'
import type { Session } from './session.js'

export const sessions = new WeakMap<LpcObject, Session>()
