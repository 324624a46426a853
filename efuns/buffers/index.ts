/** Family: buffers. */
import type { Efun } from '../efun.js'
import basic from './basic.js'
import compress from './compress.js'

export default [...basic, ...compress] as Efun[]
