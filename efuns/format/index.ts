/** Family: text from values and back. */
import type { Efun } from '../efun.js'
import save from './save.js'
import sprintf from './sprintf.js'

export default [...save, ...sprintf] as Efun[]
