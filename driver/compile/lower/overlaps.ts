/** Case ranges of a switch that share a value with another case: which one counts would be nobody's guess. */
import type { Loc } from '../../lang/source.js'
import type { FunctionContext } from './context.js'
import type { Int } from '../../vm/values.js'

/** The ints from `from` to `to`, both counted; null is open. */
interface Case {
  readonly from: Int | null
  readonly to: Int | null
  readonly loc: Loc
}

export class Overlaps {
  private readonly all: Case[] = []
  private ranges = false

  add(from: Int | null, to: Int | null, loc: Loc): void {
    this.ranges ||= from === null || from !== to
    this.all.push({ from, to, loc })
  }

  /** Reports each case that overlaps one below it. Values named twice are reported elsewhere. */
  check(cx: FunctionContext): void {
    if (!this.ranges) return
    this.all.sort((a, b) => (a.from === b.from ? 0 : a.from === null ? -1 : b.from === null ? 1 : a.from < b.from ? -1 : 1))
    this.all.reduce((below, next) => {
      if (below.to !== null && next.from !== null && next.from > below.to) return next
      cx.mod.diag.error('LPC3054', 'this case overlaps another', next.loc, [{ message: 'the other one', loc: below.loc }])
      return below
    })
  }
}
