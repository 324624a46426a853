/**
 * What ticks and the tests for WAIT cost: the emitted script of recursion and of a loop as it is, and
 * with those lines cut out, in turns. And what a suspend and resume through 100 frames takes.
 */
import { Script } from 'node:vm'
import { scan } from '../../efuns/format/scan.js'
import { EFUNS } from '../../efuns/table.js'
import { dumpJs } from '../../driver/compile/index.js'
import { RUNTIME } from '../../driver/compile/runtime.js'
import { Closure } from '../../driver/vm/closure.js'
import { Fiber, type Wake } from '../../driver/vm/fiber.js'
import { interleave, median, ROUNDS, type Row } from '../measure.js'
import type { Hauki } from './hauki.js'
import { PROGRAMS } from './programs.js'

const TICKS = /^ *if \(\(F\.ticks -= \d+\) < 0\) F\.outOfTicks\(\);?$/gm
const WAITS = /^ *if \(\w+ === WAIT\) return F\.park\(.*$/gm

export function suspension(hauki: Hauki): Row[] {
  const rows: Row[] = []
  for (const name of ['recursion', 'int loop']) {
    const { lpc, n } = PROGRAMS[name]
    const text = fastForm(lpc)
    const whole = runner(text, hauki)
    for (const [what, line] of [['ticks', TICKS], ['tests for WAIT', WAITS]] as const) {
      if (!line.test(text)) continue
      const without = runner(text.replace(line, ''), hauki)
      const [a, b] = interleave(() => whole(n), () => without(n), 2 * ROUNDS)
      rows.push({ name: `${what}, ${name}`, value: 100 * (a / b - 1), unit: '%', peer: 'of the time without them', ratio: a / b })
    }
  }
  rows.push(frames(hauki))
  return rows
}

/** The emitted script without the resumable forms. */
function fastForm(lpc: string): string {
  const source = { include: () => null, predefines: new Map<string, string>(), efunDefined: () => false, globalInclude: '' }
  const js = dumpJs({ path: '/x', file: '/x.c', text: lpc, source, inherit: () => { throw new RangeError('no inherits here') }, efuns: EFUNS, simul: null, version: 1, scan, suspendEverywhere: false })
  return js.slice(0, js.indexOf('\n\n// '))
}

/** run() of a script, linked by hand: one segment, every virtual function its own. */
function runner(text: string, hauki: Hauki): (n: number) => unknown {
  const exports = new Script(text).runInThisContext()(RUNTIME, EFUNS, {}, {}, scan)
  const seg = new exports.Seg()
  seg.$l = new exports.Link(null, 0, [], [])
  for (let k = 0; `c${k}` in seg.$l; k++) Object.assign(seg.$l, { [`c${k}`]: exports.$fib, [`t${k}`]: -1 })
  const self = hauki.load('/empty')
  return (n) => {
    const F = new Fiber(hauki.world, { ticks: 2 ** 30 })
    F.enter(self)
    return exports.$run(F, self, seg, n)
  }
}

/** 100 frames that park and go on. What is waited for is there at once, so that only the engine is timed. */
function frames(hauki: Hauki): Row {
  const deep = hauki.load('/deep')
  const [seg] = deep.segs
  const code = deep.program.dispatch.table.get('down')!.code
  let wake: Wake = () => {}
  seg.v_wait = new Closure('efun', deep, seg, (F) => F.suspend('the benchmark', (w) => { wake = w }), [], 'wait')
  const once = (depth: number): number => {
    const F = new Fiber(hauki.world)
    const start = performance.now()
    F.run((G) => {
      G.enter(deep)
      return code(G, deep, seg, depth)
    }, () => {})
    wake(null, 0, true)
    return performance.now() - start
  }
  const time = (depth: number): number => {
    for (let i = 0; i < 3_000; i++) once(depth)
    return median(Array.from({ length: 3_000 }, () => once(depth)))
  }
  const [none, deepest] = [time(0), time(100)]
  return { name: 'suspend and resume through 100 frames', value: deepest * 1_000, unit: 'µs', peer: `of one through a single frame (${(none * 1_000).toFixed(1)} µs)`, ratio: deepest / none }
}
