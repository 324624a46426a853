/** Family: arrays. */
import type { Efun } from '../efun.js'
import allocate from './allocate.js'
import map from './map.js'
import member from './member.js'
import pick from './pick.js'
import sort from './sort.js'
import unique from './unique.js'

export default [...allocate, ...map, ...member, ...pick, ...sort, ...unique] as Efun[]
