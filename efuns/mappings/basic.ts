/** keys(), values(), map_delete(), allocate_mapping(), match_path(). */
import { callClosure } from '../../driver/vm/calls.js'
import { Closure } from '../../driver/vm/closure.js'
import { LpcError, badArgument } from '../../driver/vm/errors.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { checkSize } from '../../driver/vm/ops.js'
import { typeName } from '../../driver/vm/typename.js'
import { live, type Int, type Result, type Value } from '../../driver/vm/values.js'
import { eachCall } from '../callback.js'
import { efun, type Efun } from '../efun.js'

export default [
  efun({
    name: 'keys', family: 'mappings', since: '0.1', ticks: 2,
    sig: 'mixed *keys(mapping m)',
    doc: 'Returns the keys of `m`, in the order in which they were added.\n\n`values()` gives the values in the same order.',
    examples: ['keys(([ "a": 1, "b": 2 ]))[1] == "b"'],
    seeAlso: ['values', 'map_delete'],
  }, (F, m: Mapping) => {
    F.charge(m.size * 2)
    return m.keys()
  }),
  efun({
    name: 'values', family: 'mappings', since: '0.1', ticks: 2,
    sig: 'mixed *values(mapping m)',
    doc: 'Returns the values of `m`, in the order in which their keys were added.\n\n`keys()` gives the keys in the same order.',
    examples: ['values(([ "a": 1, "b": 2 ]))[1] == 2'],
    seeAlso: ['keys'],
  }, (F, m: Mapping) => {
    F.charge(m.size * 2)
    return m.values()
  }),
  efun({
    name: 'map_delete', family: 'mappings', since: '0.1', ticks: 1,
    sig: 'mapping map_delete(mapping m, mixed key)',
    doc: 'Removes `key` and its value from `m`, in place, and returns `m`.\n\nA key that is not there is no error.',
    examples: ['sizeof(map_delete(([ "a": 1, "b": 2 ]), "a")) == 1'],
    seeAlso: ['keys', 'filter'],
  }, (_F, m: Mapping, key: Value) => {
    m.delete(key)
    return m
  }),
  efun({
    name: 'allocate_mapping', family: 'mappings', since: '0.1', ticks: 2, mode: 'calls',
    sig: 'mapping allocate_mapping(int|mixed *size_or_keys, mixed value?)',
    doc: 'Returns an empty mapping, or one with the given keys.\n\nWith an array of values of the same length, each key gets the value at its place; with a function, what it returns for the key (it may wait); with anything else, that value. A number as the first argument was once the space to reserve, and is only checked.',
    examples: ['sizeof(allocate_mapping(10)) == 0', 'allocate_mapping(({ 1, 2 }), ({ "a", "b" }))[2] == "b"', 'allocate_mapping(({ 1, 2 }), (: $1 * 2 :))[2] == 4', 'allocate_mapping(({ "k" }), 7)["k"] == 7'],
    seeAlso: ['allocate', 'keys'],
  }, (F, keys: Int | Value[], value: Value): Result => {
    if (!Array.isArray(keys)) {
      if (value !== undefined) throw badArgument('allocate_mapping', 1, 'array', typeName(keys))
      return new Mapping()
    }
    checkSize(F, 'mapping', keys.length, F.host.limits.mappingSize)
    F.charge(keys.length)
    const m = new Mapping()
    if (Array.isArray(value)) {
      if (value.length !== keys.length) throw new LpcError('allocate_mapping(): both arrays must have the same size.', { code: 'BAD_ARGUMENT' })
      keys.forEach((k, i) => m.set(live(k), live(value[i])))
      return m
    }
    if (value instanceof Closure) {
      const list = keys.map(live)
      return eachCall(F, list.length, (i) => callClosure(F, value, [list[i]]), (v, i) => m.set(list[i], v), () => m)
    }
    for (const k of keys) m.set(live(k), value)
    return m
  }),
  efun({
    name: 'match_path', family: 'mappings', since: '0.1', ticks: 3,
    sig: 'mixed match_path(mapping m, string path)',
    doc: 'Returns the value of the longest key of `m` that is `path` or a directory on it.\n\nKeys for directories end in "/". Slashes that follow each other count as one. Without a match the result is the undefined 0.',
    examples: ['match_path(([ "/d/": 1, "/d/town/": 2 ]), "/d/town/inn.c") == 2', 'match_path(([ "/d/": 1 ]), "/d/x") == 1', '!match_path(([ "/d/": 1 ]), "/std/x")'],
  }, (F, m: Mapping, path: string) => {
    F.charge(path.length)
    const parts = path.match(/[^/]+|\/+/g) ?? []
    // A slash at the very end names the same thing as none.
    if (parts.length > 1 && parts.at(-1)![0] === '/') parts.pop()
    let found: Value = undefined
    let prefix = ''
    for (const part of parts) {
      prefix += part[0] === '/' ? '/' : part
      if (m.has(prefix)) found = live(m.get(prefix))
    }
    return found
  }),
] as Efun[]
