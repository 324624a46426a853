/** The promises family of efuns. */
import type { Efun } from '../efun.js'
import { promise_all, promise_all_settled, promise_any, promise_race } from './combine.js'
import { async_info, async_yield, promise_cancel } from './bodies.js'
import { promise_create, promise_reject, promise_resolve, promise_result, promise_status } from './settle.js'
import { promise_catch, promise_then } from './then.js'

export default [
  promise_create, promise_resolve, promise_reject, promise_status, promise_result, promise_then, promise_catch, promise_cancel,
  promise_all, promise_any, promise_race, promise_all_settled, async_yield, async_info,
] as Efun[]
