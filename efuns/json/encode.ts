/** LPC values as JSON text. */
import { BAD_ARGUMENT, LIMIT, LpcError } from '../../driver/vm/errors.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { Float, isInt, live, type Value } from '../../driver/vm/values.js'
import { MAX_JSON_DEPTH } from './limits.js'

/** @param limit characters the text may have */
export function toJson(v: Value, limit: number): string {
  const out: string[] = []
  let size = 0
  const add = (s: string): void => {
    out.push(s)
    if ((size += s.length) > limit) throw new LpcError(`json_encode(): result too large (limit ${limit} characters).`, { code: LIMIT })
  }
  const put = (value: Value, depth: number): void => {
    const x = live(value)
    if (typeof x === 'string') add(JSON.stringify(x))
    else if (x === undefined || isInt(x)) add(String(x ?? 0))
    else if (x instanceof Float) add(floatJson(x.v))
    else if (depth >= MAX_JSON_DEPTH) throw new LpcError(`json_encode(): nested too deep (limit ${MAX_JSON_DEPTH}).`, { code: LIMIT })
    else if (Array.isArray(x)) {
      add('[')
      x.forEach((item, i) => {
        if (i) add(',')
        put(item, depth + 1)
      })
      add(']')
    } else if (x instanceof Mapping) {
      add('{')
      let first = true
      for (const [k, item] of x) {
        add(`${first ? '' : ','}${JSON.stringify(keyText(k))}:`)
        first = false
        put(item, depth + 1)
      }
      add('}')
    } else add('null')
  }
  put(v, 0)
  return out.join('')
}

/** A float keeps its point, so that it comes back as one. */
function floatJson(v: number): string {
  if (!Number.isFinite(v)) return 'null'
  const s = String(v)
  return /[.e]/.test(s) ? s : `${s}.0`
}

function keyText(k: Value): string {
  if (typeof k === 'string') return k
  if (isInt(k)) return String(k)
  if (k instanceof Float) return floatJson(k.v)
  throw new LpcError('json_encode(): keys must be strings or numbers.', { code: BAD_ARGUMENT })
}
