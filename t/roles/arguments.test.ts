/** LPC values on a command line. */
import t from 'tap'
import { lpcArgument } from '../../driver/roles/arguments.js'
import { makeWorld } from '../../driver/roles/make-world.js'
import { formatValue } from '../../efuns/format/value.js'

const world = makeWorld({ mudlibDir: '.', masterFile: '/master' })
const shown = (text: string): string => formatValue(lpcArgument(world, text)).replaceAll(/\/\*.*?\*\/|\s+/g, '')

t.test('values as people write them', async (t) => {
  for (const [text, value] of [
    ['5', '5'], ['-5', '-5'], ['2.5', '2.500000'], [' 7 ', '7'], ['"q"', '"q"'], ['"5"', '"5"'],
    ['({1,2})', '({1,2})'], ['({ 1, "a", })', '({1,"a"})'], ['({})', '({})'], ['({ ({ }), ([ ]) })', '({({}),([])})'],
    ['([ "k": ({ 1, 2.5 }), 3: "v" ])', '(["k":({1,2.500000}),3:"v",])'],
  ]) t.equal(shown(text), value, text)
  t.same(lpcArgument(world, '({ "a b })", "\\"])" })'), ['a b })', '"])'], 'strings stay as they are')
})

t.test('anything else is a string', async (t) => {
  for (const text of ['hello', '', 'to be', '({1,2', '({1,2}', '1+2', '(: 1 :)', '"open', '2 3', '})']) t.equal(lpcArgument(world, text), text, text)
})
