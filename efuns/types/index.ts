/** Family: tests and conversions of types. */
import type { Efun } from '../efun.js'
import conversion from './conversion.js'
import predicates from './predicates.js'
import size from './size.js'

export default [...predicates, ...size, ...conversion] as Efun[]
