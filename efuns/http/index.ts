/** The http family of efuns. */
import type { Efun } from '../efun.js'
import { http_request } from './request.js'

export default [http_request] as Efun[]
