/** sizeof() and strlen(). */
import type { Fiber } from '../../driver/vm/fiber.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { clusterLength, textTicks } from '../../driver/vm/text.js'
import { ClassInstance, type Value } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'

export const sizeof = efun({
  name: 'sizeof', family: 'types', since: '0.1', ticks: 1,
  sig: 'int sizeof(mixed value)',
  doc: 'Returns how many parts `value` has: elements of an array, pairs of a mapping, characters of a string, bytes of a buffer, members of a class.\n\nEverything else has size 0. The characters of a string are grapheme clusters: an accented letter or an emoji is one, however it is encoded.',
  examples: ['sizeof(({ 1, 2, 3 })) == 3', 'sizeof(([ "a": 1 ])) == 1', 'sizeof("hello") == 5', 'sizeof(0) == 0'],
  seeAlso: ['strlen', 'allocate'],
}, sizeOf)

function sizeOf(F: Fiber, v: Value): number {
  if (Array.isArray(v)) return v.length
  if (typeof v === 'string') {
    if (v.length > 64) F.charge(textTicks(v))
    return clusterLength(v)
  }
  if (v instanceof Mapping) {
    F.charge(v.size >> 5)
    v.sweep()
    return v.size
  }
  if (v instanceof Uint8Array) return v.length
  return v instanceof ClassInstance ? v.fields.length : 0
}

export const strlen = efun({
  name: 'strlen', family: 'strings', since: '0.1', ticks: 1,
  takesAll: true,
  sig: 'int strlen(string|mixed *|mapping|buffer str)',
  doc: 'Returns the number of characters in `str`: `sizeof()` by another name, so that `strlen(0)` is 0.\n\nCharacters are grapheme clusters: an accented letter or an emoji counts as one, and so does a carriage return with its line feed.',
  examples: ['strlen("hello") == 5', 'strlen(0) == 0'],
  seeAlso: ['sizeof', 'strwidth'],
}, sizeOf)

export default [sizeof, strlen] as Efun[]
