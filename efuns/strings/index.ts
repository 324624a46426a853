/** Family: strings. */
import type { Efun } from '../efun.js'
import cases from './case.js'
import explode from './explode.js'
import replace from './replace.js'
import search from './search.js'
import trim from './trim.js'
import width from './width.js'

export default [...cases, ...explode, ...replace, ...search, ...trim, ...width] as Efun[]
