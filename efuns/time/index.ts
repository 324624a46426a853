/** Family: time and dates. */
import type { Efun } from '../efun.js'
import calendar from './calendar.js'
import clock from './clock.js'

export default [...clock, ...calendar] as Efun[]
