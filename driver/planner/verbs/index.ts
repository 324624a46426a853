/** The verbs by name, in the order they are told. */
import type { Verb } from '../verb.js'
import { command } from './command.js'
import { check, file_list, file_patch, file_read, file_write } from './files.js'
import { cancel, job, jobs } from './jobs.js'
import { doc_search, errors, events, object_inspect, status, swarm } from './look.js'
import { run } from './run.js'

export const VERBS: ReadonlyMap<string, Verb> = new Map(
  [status, doc_search, run, job, jobs, cancel, file_read, file_list, file_write, file_patch, check, object_inspect, errors, command, events, swarm].map((v) => [v.name, v]),
)
