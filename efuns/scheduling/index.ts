/** The scheduling family of efuns. */
import type { Efun } from '../efun.js'
import { call_out, call_out_walltime, find_call_out, remove_call_out, call_out_info } from './call_out.js'
import { set_heart_beat, query_heart_beat, heart_beats, set_reset, request_clean_up, set_clean_up } from './beats.js'
import { sleep, background, fibers, abort } from './waiting.js'

export default [
  call_out, call_out_walltime, find_call_out, remove_call_out, call_out_info, set_heart_beat,
  query_heart_beat, heart_beats, set_reset, request_clean_up, set_clean_up, sleep, background, fibers, abort,
] as Efun[]
