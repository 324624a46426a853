/** Family: mappings. */
import type { Efun } from '../efun.js'
import basic from './basic.js'

export default [...basic] as Efun[]
