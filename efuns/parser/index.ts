/** The parser family of efuns. */
import type { Efun } from '../efun.js'

export default [] as Efun[]
