/** The system family of efuns. */
import type { Efun } from '../efun.js'
import { error, throw_, debug_message } from './errors.js'
import { eval_cost, max_eval_cost, reset_eval_cost, set_eval_limit, ticks_used } from './ticks.js'
import { shutdown, reexec, uptime, get_config, set_config, memory_info, driver_info, rusage, mud_name, query_host_name, reclaim_objects } from './driver.js'
import { mud_status, query_load_average, dump_file_descriptors, network_stats } from './status.js'
import { debug_info, get_garbage, dumpallobj, check_memory, cache_stats, malloc_status, memory_summary, program_info } from './introspect.js'
import { author_stats, domain_stats } from './authors.js'
import { get_os_env, set_os_env } from './environment.js'
import { password_hash, password_verify } from './passwords.js'
import { efuns, efun_info } from './manual.js'
import { planner_control } from './planner.js'

export default [
  error, throw_, debug_message, eval_cost, max_eval_cost, reset_eval_cost, set_eval_limit, ticks_used, shutdown, reexec, uptime,
  mud_status, query_load_average, dump_file_descriptors, network_stats, author_stats, domain_stats,
  debug_info, get_garbage, dumpallobj, check_memory, cache_stats, malloc_status, memory_summary, program_info, get_os_env, set_os_env,
  get_config, set_config, memory_info, driver_info, rusage, mud_name, query_host_name, reclaim_objects, password_hash,
  password_verify,
  efuns, efun_info, planner_control,
] as Efun[]
