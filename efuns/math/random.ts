/** random(), secure_random(), roll_MdN(). */
import type { Int } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'
import { randomBelow, secureBelow } from './rng.js'

/** Dice thrown one by one at most; more than that is a number, not a throw. */
const MAX_ROLLS = 100_000

export default [
  efun({
    name: 'random', family: 'math', since: '0.1', ticks: 1,
    sig: 'int random(int n)',
    doc: 'Returns a random int from 0 to `n`-1.\n\nEach is equally likely. When `n` is not above 0 the result is 0. Not for secrets: see secure_random().',
    examples: ['random(5) >= 0 && random(5) < 5', 'random(1) == 0', 'random(-3) == 0'],
    seeAlso: ['secure_random', 'element_of', 'roll_MdN'],
  }, (_F, n: Int) => (n > 0 ? randomBelow(n) : 0)),
  efun({
    name: 'secure_random', family: 'math', since: '0.1', ticks: 200,
    sig: 'int secure_random(int n)',
    doc: 'Returns a random int from 0 to `n`-1 that nobody can predict.\n\nIt comes from the operating system\'s generator. When `n` is not above 0 the result is 0.',
    examples: ['secure_random(5) >= 0', 'secure_random(1) == 0'],
    seeAlso: ['random'],
  }, (_F, n: Int) => (n > 0 ? secureBelow(n) : 0)),
  efun({
    name: 'roll_MdN', family: 'math', since: '0.1', ticks: 2,
    sig: 'int roll_MdN(int dice, int sides, int bonus?)',
    doc: 'Throws `dice` dice with `sides` sides each and returns their sum plus `bonus`.\n\nWithout dice or sides the result is 0. At most 100000 dice are thrown.',
    examples: ['roll_MdN(3, 1) == 3', 'roll_MdN(2, 6) >= 2', 'roll_MdN(0, 6, 5) == 0'],
    seeAlso: ['random'],
  }, (F, dice: Int, sides: Int, bonus: Int | undefined) => {
    if (dice <= 0 || sides <= 0) return 0
    const n = Math.min(Number(dice), MAX_ROLLS)
    F.charge(n >> 2)
    const faces = Math.min(Number(sides), 0xffffffff)
    let sum = n + Number(bonus ?? 0)
    for (let i = 0; i < n; i++) sum += Math.floor(Math.random() * faces)
    return sum
  }),
] as Efun[]
