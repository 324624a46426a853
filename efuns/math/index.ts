/** Family: mathematics. */
import type { Efun } from '../efun.js'
import functions from './functions.js'
import random from './random.js'

export default [...functions, ...random] as Efun[]
