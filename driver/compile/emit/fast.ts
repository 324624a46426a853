/**
 * The fast form: structured JavaScript, locals as locals. Each suspend point tests for WAIT and
 * parks the frame. The resumable form reuses `structured` for what cannot suspend.
 */
import { MAX_CASE_CHAIN } from '../limits.js'
import type { LFunction, LIf, LLoop, LStmt, LSwitch } from '../lir.js'
import type { Writer } from './writer.js'

export interface EmitOptions {
  readonly suspendEverywhere: boolean
}

/** How break and continue leave, when the loop they name is flattened into states. */
export type Jumps = ReadonlyMap<number, { readonly break: string; readonly continue: string }>

const NO_JUMPS: Jumps = new Map()

export function emitFast(w: Writer, fn: LFunction, opts: EmitOptions): void {
  w.function(fn.name, fn.js)
  w.at(fn)
  const params = ['F', 'self', 'seg', ...fn.params, ...(fn.rest ? [`...${fn.rest}`] : [])]
  w.open(`function ${fn.js}(${params.join(', ')}) {`)
  w.put(`let ${['r', ...fn.vars].join(', ')}`)
  w.put(`if ((F.ticks -= ${fn.ticks}) < 0) F.outOfTicks()`)
  structured(w, fn, fn.body, NO_JUMPS, opts)
  if (fn.body.at(-1)?.k !== 'return') {
    if (fn.end) w.at(fn.end)
    w.put('return 0')
  }
  w.close('}')
}

export function structured(w: Writer, fn: LFunction, list: readonly LStmt[], jumps: Jumps, opts: EmitOptions): void {
  const go = (l: readonly LStmt[]) => structured(w, fn, l, jumps, opts)
  for (const s of list) {
    switch (s.k) {
      case 'js':
        w.at(s)
        w.put(s.code)
        break
      case 'call':
        w.at(s)
        parkable(w, fn, s.dst, s.code, s.pc, s.live, opts)
        break
      case 'return':
        w.at(s)
        w.put(`return ${s.code}`)
        break
      case 'if':
        ifElse(w, s, go)
        break
      case 'loop':
        loop(w, s, go)
        break
      case 'switch':
        switchOf(w, s, go)
        break
      case 'try':
        w.open('try {')
        go(s.body)
        w.else('} catch (e) {')
        w.put(`${s.dst} = F.caught(e, ${s.sp}, ${s.player})`)
        w.close('}')
        break
      case 'break':
        w.at(s)
        w.put(jumps.get(s.id)?.break ?? `break L${s.id}`)
        break
      case 'continue':
        w.at(s)
        w.put(jumps.get(s.id)?.continue ?? `break C${s.id}`)
        break
    }
  }
}

function ifElse(w: Writer, first: LIf, go: (l: readonly LStmt[]) => void): void {
  w.at(first)
  w.open(`if (${first.test}) {`)
  for (let s = first; ; ) {
    go(s.then)
    const [next] = s.else
    if (!next) break
    if (s.else.length > 1 || next.k !== 'if') {
      w.else('} else {')
      go(s.else)
      break
    }
    s = next
    w.at(s)
    w.else(`} else if (${s.test}) {`)
  }
  w.close('}')
}

/** A call, the test for WAIT, and the frame's parking. Shared by both forms. */
export function parkable(w: Writer, fn: LFunction, dst: string | null, code: string, pc: number, live: readonly string[], opts: EmitOptions): void {
  // An unused value still carries WAIT.
  const name = dst ?? 'r'
  w.put(`${name} = ${code}`)
  const waits = opts.suspendEverywhere ? `${name} === WAIT || F.waitFor(${name})` : `${name} === WAIT`
  w.put(`if (${waits}) return F.park(new LpcFrame(k${fn.js}, ${pc}, self, seg, [${live.join(', ')}]))`)
}

/** Does the body leave by `continue`? Only then is its block labelled. */
function continues(list: readonly LStmt[], id: number): boolean {
  return list.some((s) => {
    switch (s.k) {
      case 'continue':
        return s.id === id
      case 'if':
        return continues(s.then, id) || continues(s.else, id)
      case 'loop':
        return continues(s.body, id)
      case 'switch':
        return s.cases.some((c) => continues(c.body, id))
      case 'try':
        return continues(s.body, id)
      default:
        return false
    }
  })
}

export function tick(ticks: number): string {
  return `if ((F.ticks -= ${ticks}) < 0) F.outOfTicks()`
}

function loop(w: Writer, s: LLoop, go: (l: readonly LStmt[]) => void): void {
  const plain = s.test !== null && s.test.pre.length === 0 && !s.post
  w.at(plain ? s.test!.at : s)
  w.open(plain ? `L${s.id}: while (${s.test!.code}) {` : `L${s.id}: for (;;) {`)
  w.at(s)
  w.put(tick(s.ticks))
  if (s.test && !plain && !s.post) {
    go(s.test.pre)
    w.at(s.test.at)
    w.put(`if (!(${s.test.code})) break`)
  }
  if (continues(s.body, s.id)) {
    w.open(`C${s.id}: {`)
    go(s.body)
    w.close('}')
  } else go(s.body)
  go(s.update)
  if (s.test && s.post) {
    go(s.test.pre)
    w.at(s.test.at)
    w.put(`if (!(${s.test.code})) break`)
  }
  w.close('}')
}

function switchOf(w: Writer, s: LSwitch, go: (l: readonly LStmt[]) => void): void {
  const ranged = s.cases.some((c) => c.ranges.length > 0)
  w.at(s)
  w.open(`L${s.id}: switch (${ranged ? caseNumber(s) : s.subject}) {`)
  s.cases.forEach((c, i) => {
    if (ranged) w.put(`case ${i}:`)
    else for (const l of c.literals) w.put(`case ${l}:`)
    if (c.isDefault && !ranged) w.put('default:')
    w.open('{')
    go(c.body)
    w.close('}')
  })
  w.close('}')
}

/** The number of the case that a subject selects, for switches with ranges; -1 for none. */
export function caseNumber(s: LSwitch): string {
  const x = s.subject
  const fallback = s.cases.findIndex((c) => c.isDefault)
  const chain: Array<{ test: string; at: number }> = []
  s.cases.forEach((c, at) => {
    const tests = [
      ...c.literals.map((l) => `${x} === ${l}`),
      ...c.ranges.map(([a, b]) => `((typeof ${x} === 'number' || typeof ${x} === 'bigint')${a ? ` && ${x} >= ${a}` : ''}${b ? ` && ${x} <= ${b}` : ''})`),
    ]
    if (tests.length) chain.push({ test: tests.join(' || '), at })
  })
  const first = (part: typeof chain, otherwise: string): string => part.reduceRight((code, c) => `${c.test} ? ${c.at} : ${code}`, otherwise)
  if (chain.length <= MAX_CASE_CHAIN) return first(chain, String(fallback))
  // Many cases: one part of the chain after the other, -1 where none of it fits.
  let code = String(fallback)
  for (let end = chain.length; end > 0; end -= MAX_CASE_CHAIN) code = `(r = ${first(chain.slice(Math.max(0, end - MAX_CASE_CHAIN), end), '-1')}) >= 0 ? r : ${code}`
  return code
}
