/** Family: hashes. */
import type { Efun } from '../efun.js'
import crypt from './crypt.js'
import digest from './digest.js'

export default [...crypt, ...digest] as Efun[]
