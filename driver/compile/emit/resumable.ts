/**
 * The resumable form: a state machine that can start at any suspend point of the function with
 * given locals. Only what can suspend is flattened into states; the rest stays structured.
 */
import { suspends, type LFunction, type LLoop, type LStmt, type LSwitch, type LTry } from '../lir.js'
import { caseNumber, parkable, structured, tick, type EmitOptions } from './fast.js'
import type { Writer } from './writer.js'

interface Jump {
  break: string
  continue: string
}

export function emitResumable(w: Writer, fn: LFunction, opts: EmitOptions): void {
  new Machine(w, fn, opts).emit()
}

class Machine {
  private states = 0
  /** State to go on at, by suspend point. */
  private readonly resumeAt: number[] = []
  /** Catch state by state, -1 for none. */
  private readonly handlers: number[] = []
  private handler = -1
  private readonly jumps = new Map<number, Jump>()

  constructor(
    private readonly w: Writer,
    private readonly fn: LFunction,
    private readonly opts: EmitOptions,
  ) {}

  emit(): void {
    const { w, fn } = this
    w.function(fn.name)
    w.at(fn)
    w.open(`function resume(F, fr, v, err, raised) {`)
    w.put('const self = fr.self, seg = fr.seg, L = fr.locals')
    w.put(`let ${['r', 'pc = 0', ...fn.params, ...(fn.rest ? [fn.rest] : []), ...fn.vars].join(', ')}`)
    // The body is written first: it decides which state each suspend point goes on at.
    const body = w.capture(() => this.body())
    const guarded = this.handlers.some((h) => h >= 0)
    this.entry()
    if (guarded) {
      w.put(`const H = [${Array.from(this.handlers, (h) => h ?? -1).join(', ')}]`)
      w.open('for (;;) try {')
      w.put('if (raised) { raised = false; throw err }')
    } else w.put('if (raised) throw err')
    w.append(body)
    if (guarded) {
      w.else('} catch (e) {')
      w.put('if (H[pc] < 0) throw e')
      w.put('err = e; pc = H[pc]')
      w.close('}')
    }
    w.close('}')
  }

  private entry(): void {
    const { w, fn } = this
    w.open('switch (fr.pc) {')
    for (const c of fn.calls) {
      const restore = c.live.map((name, i) => `${name} = L[${i}]`)
      w.put(`case ${c.pc}: ${[...restore, ...(c.dst ? [`${c.dst} = v`] : []), `pc = ${this.resumeAt[c.pc]}`].join('; ')}; break`)
    }
    w.close('}')
  }

  private body(): void {
    const { w } = this
    w.open('S: for (;;) switch (pc) {')
    w.put(`case ${this.state()}:`)
    this.list(this.fn.body)
    if (this.fn.end) w.at(this.fn.end)
    w.put('return 0')
    w.close('}')
  }

  // ---- states --------------------------------------------------------------------------------

  private state(): number {
    this.handlers[this.states] = this.handler
    return this.states++
  }

  /** Starts a state; what precedes falls into it. */
  private begin(n: number): void {
    this.handlers[n] = this.handler
    this.w.put(`pc = ${n}`)
    this.w.put(`case ${n}:`)
  }

  private jump(n: number): string {
    return `{ pc = ${n}; continue S }`
  }

  // ---- statements ----------------------------------------------------------------------------

  private list(list: readonly LStmt[]): void {
    for (const s of list) {
      if (!suspends([s])) structured(this.w, this.fn, [s], this.jumps, this.opts)
      else this.flatten(s)
    }
  }

  private flatten(s: LStmt): void {
    const { w } = this
    switch (s.k) {
      case 'call': {
        w.at(s)
        parkable(w, this.fn, s.dst, s.code, s.pc, s.live, this.opts)
        const next = this.state()
        this.resumeAt[s.pc] = next
        this.begin(next)
        return
      }
      case 'if': {
        const other = this.state()
        const end = s.else.length ? this.state() : other
        w.at(s)
        w.put(`if (!(${s.test})) ${this.jump(other)}`)
        this.list(s.then)
        if (s.else.length) {
          w.put(this.jump(end))
          this.begin(other)
          this.list(s.else)
        }
        this.begin(end)
        return
      }
      case 'loop':
        return this.loop(s)
      case 'switch':
        return this.switch(s)
      case 'try':
        return this.try(s)
      case 'js':
      case 'break':
      case 'continue':
      case 'return':
        return
    }
  }

  private loop(s: LLoop): void {
    const { w } = this
    const top = this.state()
    const next = this.state()
    const end = this.state()
    this.jumps.set(s.id, { break: this.jump(end), continue: this.jump(next) })
    this.begin(top)
    w.at(s)
    w.put(tick(s.ticks))
    if (s.test && !s.post) {
      this.list(s.test.pre)
      w.at(s.test.at)
      w.put(`if (!(${s.test.code})) ${this.jump(end)}`)
    }
    this.list(s.body)
    this.begin(next)
    this.list(s.update)
    if (s.test && s.post) {
      this.list(s.test.pre)
      w.at(s.test.at)
      w.put(`if (!(${s.test.code})) ${this.jump(end)}`)
    }
    w.put(this.jump(top))
    this.begin(end)
  }

  private switch(s: LSwitch): void {
    const { w } = this
    const bodies = s.cases.map(() => this.state())
    const end = this.state()
    this.jumps.set(s.id, { break: this.jump(end), continue: '' })
    const ranged = s.cases.some((c) => c.ranges.length > 0)
    w.at(s)
    w.open(`switch (${ranged ? caseNumber(s) : s.subject}) {`)
    s.cases.forEach((c, i) => {
      const labels = ranged ? [`case ${i}:`] : [...c.literals.map((l) => `case ${l}:`), ...(c.isDefault ? ['default:'] : [])]
      w.put(`${labels.join(' ')} ${this.jump(bodies[i])}`)
    })
    w.close('}')
    w.put(this.jump(end))
    s.cases.forEach((c, i) => {
      this.begin(bodies[i])
      this.list(c.body)
    })
    this.begin(end)
  }

  private try(s: LTry): void {
    const { w } = this
    const outer = this.handler
    const caught = this.state()
    const end = this.state()
    this.handler = caught
    this.begin(this.state())
    this.list(s.body)
    this.handler = outer
    w.put(this.jump(end))
    this.begin(caught)
    w.put(`${s.dst} = F.caught(err, ${s.sp}, ${s.player})`)
    this.begin(end)
  }
}
