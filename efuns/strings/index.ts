/** Family: strings. */
import type { Efun } from '../efun.js'
import cases from './case.js'
import explode from './explode.js'
import replace from './replace.js'
import search from './search.js'
import trim from './trim.js'

export default [...cases, ...explode, ...replace, ...search, ...trim] as Efun[]
