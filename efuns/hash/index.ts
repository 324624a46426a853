/** Family: hashes. */
import type { Efun } from '../efun.js'
import digest from './digest.js'

export default [...digest] as Efun[]
