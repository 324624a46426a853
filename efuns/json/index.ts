/** Family: JSON. */
import type { Value } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'
import { fromJson } from './decode.js'
import { toJson } from './encode.js'

export default [
  efun({
    name: 'json_encode', family: 'json', since: '0.1', ticks: 30,
    sig: 'string json_encode(mixed value)',
    doc: 'Returns `value` as JSON text.\n\nMappings become objects; their keys must be strings or numbers. Floats keep a decimal point. Objects, functions, buffers and classes become null. Data nested deeper than 200, or that contains itself, is an error.',
    examples: ['json_encode(({ 1, "a", ([ "k": 0 ]) })) == "[1,\\"a\\",{\\"k\\":0}]"', 'json_encode(2.0) == "2.0"'],
    seeAlso: ['json_decode', 'save_variable'],
  }, (F, v: Value) => {
    const text = toJson(v, F.host.limits.stringLength)
    F.charge(text.length * 5)
    return text
  }),
  efun({
    name: 'json_decode', family: 'json', since: '0.1', ticks: 30,
    sig: 'mixed json_decode(string text)',
    doc: 'Returns the value that JSON text stands for.\n\nObjects become mappings. Numbers with a point or an exponent become floats, others ints (floats when they need more than 64 bits). true is 1, false is 0, null the undefined 0. Text that is not JSON is an error that names the place.',
    examples: ['json_decode("[1, 2.5, \\"x\\"]")[1] == 2.5', 'json_decode("{\\"a\\": true}")["a"] == 1', 'undefinedp(json_decode("null"))'],
    seeAlso: ['json_encode', 'restore_variable'],
  }, (F, text: string) => {
    F.charge(text.length * 3)
    return fromJson(text, F.host.limits)
  }),
] as Efun[]
