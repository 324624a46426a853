/** capitalize(), lower_case(), upper_case(). */
import { efun, type Efun } from '../efun.js'

export default [
  efun({
    name: 'capitalize', family: 'strings', since: '0.1', ticks: 1,
    sig: 'string capitalize(string str)',
    doc: 'Returns `str` with its first letter in upper case.\n\nThe rest is left as it is.',
    examples: ['capitalize("orc") == "Orc"', 'capitalize("42") == "42"', 'capitalize("") == ""'],
    seeAlso: ['upper_case', 'lower_case'],
  }, (_F, s: string) => {
    const c = s.charCodeAt(0)
    if (c < 128) return c >= 97 && c <= 122 ? String.fromCharCode(c - 32) + s.slice(1) : s
    if (s === '') return s
    const first = String.fromCodePoint(s.codePointAt(0)!)
    return first.toUpperCase() + s.slice(first.length)
  }),
  efun({
    name: 'lower_case', family: 'strings', since: '0.1', ticks: 1,
    sig: 'string lower_case(string str)',
    doc: 'Returns `str` with all letters in lower case.',
    examples: ['lower_case("Hello, ORC") == "hello, orc"'],
    seeAlso: ['upper_case', 'capitalize'],
  }, (F, s: string) => {
    F.charge(s.length >> 6)
    return s.toLowerCase()
  }),
  efun({
    name: 'upper_case', family: 'strings', since: '0.1', ticks: 1,
    sig: 'string upper_case(string str)',
    doc: 'Returns `str` with all letters in upper case.\n\nSome letters become two: the upper case of "ß" is "SS".',
    examples: ['upper_case("Hello 1") == "HELLO 1"'],
    seeAlso: ['lower_case', 'capitalize'],
  }, (F, s: string) => {
    F.charge(s.length >> 6)
    return s.toUpperCase()
  }),
] as Efun[]
