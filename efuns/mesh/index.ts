/** The mesh family of efuns. */
import type { Efun } from '../efun.js'
import { clone_distributed, remotep, mesh_info, meshfs_resolve, swarm_status } from './clones.js'

export default [
  clone_distributed, remotep, mesh_info, meshfs_resolve, swarm_status,
] as Efun[]
