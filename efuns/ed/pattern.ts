/**
 * The editor's patterns: basic regular expressions as ed has them, with `\|`, `\+`, `\?`, `\<`
 * and `\>`. Compiled to a small program and run by a Pike machine, all threads side by side, so
 * that no pattern takes more than program × text steps.
 * Not for: the regexp efuns.
 */
import { EdFault, type Charge } from './fault.js'
import { MAX_PATTERN } from './limits.js'

type Op =
  | { op: 'char'; c: number }
  | { op: 'any' }
  | { op: 'set'; not: boolean; ranges: ReadonlyArray<readonly [number, number]> }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; slot: number }
  | { op: 'begin' | 'end' | 'wordBegin' | 'wordEnd' | 'match' }

/** Start and end of the match and of its groups 1–9 in the text, -1 where a group took no part. */
export type Match = readonly number[]

const SLOTS = 20

export class Pattern {
  private constructor(private readonly ops: readonly Op[]) {}

  /** Compiles `source`. Throws EdFault for what is no pattern. */
  static compile(source: string): Pattern {
    if (source.length > MAX_PATTERN) throw new EdFault(`Pattern too long (limit ${MAX_PATTERN} characters).`)
    return new Pattern(new Compiler(source).program())
  }

  /** The leftmost match that starts at `from` or later, or null. */
  exec(text: string, from: number, charge: Charge): Match | null {
    let threads = new Threads(this.ops.length)
    let next = new Threads(this.ops.length)
    let best: Match | null = null
    for (let at = from; ; ) {
      if (best === null) this.follow(threads, 0, new Array<number>(SLOTS).fill(-1), text, at)
      if (threads.size === 0 && best !== null) return best
      charge(1 + (threads.size >> 2))
      const c = at < text.length ? text.codePointAt(at)! : -1
      const after = at + (c > 0xffff ? 2 : 1)
      next.clear()
      for (let i = 0; i < threads.size; i++) {
        const op = this.ops[threads.pcs[i]]
        if (op.op === 'match') {
          best = threads.slots[i]
          break
        }
        if (c >= 0 && takes(op, c)) this.follow(next, threads.pcs[i] + 1, threads.slots[i], text, after)
      }
      if (c < 0) return best
      at = after
      ;[threads, next] = [next, threads]
    }
  }

  /** Adds the thread at `pc` and all it reaches without reading, in order of preference. */
  private follow(threads: Threads, pc: number, slots: readonly number[], text: string, at: number): void {
    const todo: Array<[number, readonly number[]]> = [[pc, slots]]
    for (let next = todo.pop(); next; next = todo.pop()) {
      const [p, s] = next
      if (!threads.visit(p)) continue
      const op = this.ops[p]
      switch (op.op) {
        case 'jump':
          todo.push([op.to, s])
          break
        case 'split':
          todo.push([op.second, s], [op.first, s])
          break
        case 'save':
          todo.push([p + 1, s.with(op.slot, at)])
          break
        case 'begin':
          if (at === 0) todo.push([p + 1, s])
          break
        case 'end':
          if (at === text.length) todo.push([p + 1, s])
          break
        case 'wordBegin':
          if (!isWord(text, at - 1) && isWord(text, at)) todo.push([p + 1, s])
          break
        case 'wordEnd':
          if (isWord(text, at - 1) && !isWord(text, at)) todo.push([p + 1, s])
          break
        default:
          threads.add(p, s)
      }
    }
  }
}

/** The threads of one position: program counters, each at most once, in order of preference. */
class Threads {
  size = 0
  readonly pcs: number[]
  readonly slots: Array<readonly number[]> = []
  private readonly seen: Uint32Array
  private round = 1

  constructor(length: number) {
    this.pcs = new Array<number>(length)
    this.seen = new Uint32Array(length)
  }

  clear(): void {
    this.size = 0
    this.round++
  }

  visit(pc: number): boolean {
    if (this.seen[pc] === this.round) return false
    this.seen[pc] = this.round
    return true
  }

  add(pc: number, slots: readonly number[]): void {
    this.pcs[this.size] = pc
    this.slots[this.size++] = slots
  }
}

function takes(op: Op, c: number): boolean {
  switch (op.op) {
    case 'char':
      return op.c === c
    case 'any':
      return true
    case 'set':
      return op.ranges.some(([lo, hi]) => c >= lo && c <= hi) !== op.not
    default:
      return false
  }
}

function isWord(text: string, at: number): boolean {
  return at >= 0 && at < text.length && /[\p{L}\p{N}_]/u.test(text[at])
}

/** One pass over the source; a piece's operations are patched in place for `*`, `\+`, `\?`, `\|`. */
class Compiler {
  private readonly source: number[]
  private at = 0
  private groups = 0

  constructor(source: string) {
    this.source = Array.from(source, (c) => c.codePointAt(0)!)
  }

  program(): Op[] {
    const body = this.alternatives(0)
    if (this.at < this.source.length) throw new EdFault('Unmatched \\) in pattern.')
    return [{ op: 'save', slot: 0 }, ...body, { op: 'save', slot: 1 }, { op: 'match' }].map((op, i) => shift(op as Op, i > 0 && i <= body.length ? 1 : 0))
  }

  private alternatives(depth: number): Op[] {
    let left = this.sequence(depth)
    while (this.escaped('|')) {
      this.at += 2
      const right = this.sequence(depth)
      left = [
        { op: 'split', first: 1, second: left.length + 2 },
        ...left.map((op) => shift(op, 1)),
        { op: 'jump', to: left.length + 2 + right.length },
        ...right.map((op) => shift(op, left.length + 2)),
      ]
    }
    return left
  }

  private sequence(depth: number): Op[] {
    const out: Op[] = []
    const start = this.at
    while (this.at < this.source.length && !this.escaped('|') && !(depth > 0 && this.escaped(')'))) {
      const piece = this.repeated(this.piece(depth, this.at === start))
      for (const op of piece.map((o) => shift(o, out.length))) out.push(op)
    }
    return out
  }

  private repeated(piece: Op[]): Op[] {
    const n = piece.length
    const inner = () => piece.map((op) => shift(op, 1))
    if (this.source[this.at] === STAR) {
      this.at++
      return this.repeated([{ op: 'split', first: 1, second: n + 2 }, ...inner(), { op: 'jump', to: 0 }])
    }
    if (this.escaped('+')) {
      this.at += 2
      return this.repeated([...piece, { op: 'split', first: 0, second: n + 1 }])
    }
    if (this.escaped('?')) {
      this.at += 2
      return this.repeated([{ op: 'split', first: 1, second: n + 1 }, ...inner()])
    }
    return piece
  }

  private piece(depth: number, first: boolean): Op[] {
    const c = this.source[this.at++]
    if (c === DOT) return [{ op: 'any' }]
    if (c === OPEN_SET) return [this.set()]
    if (c === CARET && first) return [{ op: 'begin' }]
    if (c === DOLLAR && (this.at === this.source.length || this.escaped('|') || this.escaped(')'))) return [{ op: 'end' }]
    if (c !== BACKSLASH) return [{ op: 'char', c }]
    if (this.at >= this.source.length) throw new EdFault('Pattern ends in a backslash.')
    const e = this.source[this.at++]
    switch (String.fromCodePoint(e)) {
      case '(':
        return this.group(depth)
      case ')':
        throw new EdFault('Unmatched \\) in pattern.')
      case '<':
        return [{ op: 'wordBegin' }]
      case '>':
        return [{ op: 'wordEnd' }]
      case 't':
        return [{ op: 'char', c: 9 }]
      default:
        return [{ op: 'char', c: e }]
    }
  }

  private group(depth: number): Op[] {
    const number = ++this.groups
    if (number > 9) throw new EdFault('Too many groups in pattern (limit 9).')
    const body = this.alternatives(depth + 1)
    if (!this.escaped(')')) throw new EdFault('Unmatched \\( in pattern.')
    this.at += 2
    return [{ op: 'save', slot: number * 2 }, ...body.map((op) => shift(op, 1)), { op: 'save', slot: number * 2 + 1 }]
  }

  private set(): Op {
    const not = this.source[this.at] === CARET
    if (not) this.at++
    const ranges: Array<readonly [number, number]> = []
    for (let first = true; ; first = false) {
      if (this.at >= this.source.length) throw new EdFault('Unmatched [ in pattern.')
      const lo = this.source[this.at++]
      if (lo === CLOSE_SET && !first) return { op: 'set', not, ranges }
      if (this.source[this.at] === DASH && this.at + 1 < this.source.length && this.source[this.at + 1] !== CLOSE_SET) {
        const hi = this.source[this.at + 1]
        if (hi < lo) throw new EdFault('Backward range in pattern.')
        this.at += 2
        ranges.push([lo, hi])
      } else ranges.push([lo, lo])
    }
  }

  private escaped(c: string): boolean {
    return this.source[this.at] === BACKSLASH && this.source[this.at + 1] === c.codePointAt(0)
  }
}

/** The operation, moved by `by` places. */
function shift(op: Op, by: number): Op {
  if (op.op === 'split') return { op: 'split', first: op.first + by, second: op.second + by }
  if (op.op === 'jump') return { op: 'jump', to: op.to + by }
  return op
}

const [STAR, DOT, OPEN_SET, CLOSE_SET, CARET, DOLLAR, BACKSLASH, DASH] = Array.from('*.[]^$\\-', (c) => c.codePointAt(0)!)
