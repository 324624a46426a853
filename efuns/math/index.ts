/** Family: mathematics. */
import type { Efun } from '../efun.js'
import functions from './functions.js'
import matrix from './matrix.js'
import random from './random.js'

export default [...functions, ...matrix, ...random] as Efun[]
