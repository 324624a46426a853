/** Family: tests and conversions of types. */
import type { Efun } from '../efun.js'
import classes from './classes.js'
import conversion from './conversion.js'
import cycles from './cycles.js'
import predicates from './predicates.js'
import size from './size.js'

export default [...predicates, ...size, ...conversion, ...classes, ...cycles] as Efun[]
