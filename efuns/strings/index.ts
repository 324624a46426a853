/** Family: strings. */
import type { Efun } from '../efun.js'
import bits from './bits.js'
import cases from './case.js'
import colour from './colour.js'
import difference from './difference.js'
import english from './english.js'
import explode from './explode.js'
import replace from './replace.js'
import search from './search.js'
import trim from './trim.js'
import width from './width.js'

export default [...bits, ...cases, ...colour, ...difference, ...english, ...explode, ...replace, ...search, ...trim, ...width] as Efun[]
