/** The mesh family of efuns. */
import type { Efun } from '../efun.js'
import { clone_distributed, remotep, mesh_info, mesh_log, meshfs_resolve, swarm_status } from './clones.js'
import { mesh_emit } from './emit.js'
import { mesh_narrow } from './narrow.js'
import { mesh_demonitor, mesh_link, mesh_monitor } from './watch.js'

export default [
  clone_distributed, remotep, mesh_info, mesh_log, meshfs_resolve, swarm_status,
  mesh_narrow, mesh_emit, mesh_monitor, mesh_demonitor, mesh_link,
] as Efun[]
