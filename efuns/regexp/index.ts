/** Family: regular expressions. */
import type { Efun } from '../efun.js'
import classic from './classic.js'
import perl from './perl.js'

export default [...classic, ...perl] as Efun[]
