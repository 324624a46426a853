/** Family: text from values and back. */
import type { Efun } from '../efun.js'
import save from './save.js'

export default [...save] as Efun[]
