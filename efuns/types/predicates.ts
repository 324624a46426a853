/** The `…p()` tests and typeof(). */
import { Closure } from '../../driver/vm/closure.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { LpcObject } from '../../driver/vm/object.js'
import { LpcPromise } from '../../driver/vm/promise.js'
import { typeName } from '../../driver/vm/typename.js'
import { ClassInstance, Float, isInt, type Value } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'

function predicate(name: string, what: string, test: (v: Value) => boolean, examples: string[], more = ''): Efun {
  return efun({
    name, family: 'types', since: '0.1', ticks: 1,
    sig: `int ${name}(mixed value)`,
    doc: `Tells whether \`value\` is ${what}.\n\nReturns 1 or 0.${more ? ' ' + more : ''}`,
    examples,
    seeAlso: ['typeof'],
  }, (_F, v: Value) => (test(v) ? 1 : 0))
}

const zeroNote = 'A destructed object reads as 0, so it is an int.'

export default [
  predicate('intp', 'an int', (v) => v === undefined || isInt(v), ['intp(5)', 'intp(([])["absent"])', '!intp("5")'], zeroNote),
  predicate('floatp', 'a float', (v) => v instanceof Float, ['floatp(1.0)', '!floatp(1)']),
  predicate('stringp', 'a string', (v) => typeof v === 'string', ['stringp("")', '!stringp(0)']),
  predicate('arrayp', 'an array', Array.isArray, ['arrayp(({ 1 }))', '!arrayp(([ ]))']),
  predicate('pointerp', 'an array', Array.isArray, ['pointerp(({ }))'], 'The older name of arrayp().'),
  predicate('mapp', 'a mapping', (v) => v instanceof Mapping, ['mapp(([ ]))', '!mapp(({ }))']),
  predicate('mappingp', 'a mapping', (v) => v instanceof Mapping, ['mappingp(([ ]))'], 'LDMud\'s name of mapp().'),
  predicate('objectp', 'an object that still exists', (v) => v instanceof LpcObject && !v.destructed, ['objectp(this_object())', '!objectp("/std/object")'], 'Objects on other machines are objects too.'),
  predicate('classp', 'an instance of a class or struct', (v) => v instanceof ClassInstance, ['!classp(({ }))']),
  predicate('promisep', 'a promise', (v) => v instanceof LpcPromise, ['promisep(promise_create())', '!promisep(0)']),
  predicate('bufferp', 'a buffer', (v) => v instanceof Uint8Array, ['bufferp(allocate_buffer(2))', '!bufferp("ab")']),
  predicate('undefinedp', 'the undefined 0: an absent mapping value, a missing argument, the result of a call to a function that does not exist', (v) => v === undefined, ['undefinedp(([])["absent"])', '!undefinedp(0)']),
  predicate('nullp', 'the undefined 0', (v) => v === undefined, ['nullp(([])["absent"])', '!nullp(0)'], 'Another name of undefinedp().'),
  efun({
    name: 'functionp', family: 'types', since: '0.1', ticks: 1,
    sig: 'int functionp(mixed value)',
    doc: 'Tells whether `value` is a function.\n\nReturns 0 for anything else, and for a function its kind: 2 for `(: f :)` of the object itself, 3 for an efun, 4 for a simul_efun, 5 for an expression `(: $1 + 1 :)` or `function (…) { … }`. 16 is added when arguments are bound to it, 32 when the object that made it is destructed, 64 when bind() refuses it.',
    examples: ['functionp((: strlen :)) == 3', '!functionp("strlen")'],
    seeAlso: ['typeof', 'evaluate', 'bind'],
  }, (_F, v: Value) => {
    if (!(v instanceof Closure)) return 0
    const kind = { local: 2, efun: 3, simul: 4, functional: 5, anonymous: 5 }[v.kind]
    // What a functional captured is kept in the same list, but is not an argument.
    const bound = v.kind !== 'functional' && v.kind !== 'anonymous' && v.bound.length > 0
    return kind | (bound ? 16 : 0) | (v.owner.destructed ? 32 : 0) | (v.kind === 'local' || !v.bindable ? 64 : 0)
  }),
  efun({
    name: 'typeof', family: 'types', since: '0.1', ticks: 1,
    sig: 'string typeof(mixed value)',
    doc: 'Returns the name of the type of `value`: "int", "float", "string", "array", "mapping", "object", "function", "buffer" or "class".\n\nA destructed object reads as 0, so its type is "int".',
    examples: ['typeof(1.5) == "float"', 'typeof(([ ])) == "mapping"'],
    seeAlso: ['intp', 'stringp', 'objectp'],
  }, (_F, v: Value) => typeName(v)),
] as Efun[]
