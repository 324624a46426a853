/**
 * How long a backtracking engine may take for a pattern: an upper bound, from its shape alone.
 * n characters take at most about n^degree steps; Infinity stands for exponential time.
 *
 * The bound is careful, not sharp: `(,\w+)*` counts as exponential though it is not. Such
 * patterns go to the linear engine, which is slower but safe.
 */
import type { Node, Tree } from './ast.js'

/** Repeats up to this often are unrolled in thought and not counted as loops. */
const SMALL = 8

/** Degree of the whole search, including that it starts at every character when not anchored. */
export function degree(tree: Tree): number {
  return of(tree.root) + (anchored(tree.root) ? 0 : 1)
}

function of(n: Node): number {
  switch (n.t) {
    case 'seq': return n.items.reduce((sum, x) => sum + of(x), 0)
    case 'alt': return Math.max(...n.items.map(of))
    case 'group': case 'atomic': case 'look': return of(n.body)
    case 'repeat': {
      if (n.max <= 1) return of(n.body)
      const fixed = fixedLength(n.body)
      if (fixed && (n.max === n.min || single(n.body))) return n.max === n.min || n.max <= SMALL ? 0 : 1
      // A body of one length that starts in one way can be cut in one way only.
      if (fixed && !hasChoice(n.body)) return n.max <= SMALL ? 0 : 1
      if (n.max <= SMALL && of(n.body) > 0 && of(n.body) < Infinity) return of(n.body) * n.max
      return Infinity
    }
    case 'back': return 1
    default: return 0
  }
}

/** Matches exactly one character, whatever it is. */
function single(n: Node): boolean {
  if (n.t === 'group') return single(n.body)
  if (n.t === 'alt') return n.items.every(single) && disjoint(n.items)
  return n.t === 'char' || n.t === 'set' || n.t === 'any'
}

/** Different literal characters: only one of them can match. */
function disjoint(items: readonly Node[]): boolean {
  const codes = items.map((x) => (x.t === 'char' ? x.code : -1))
  return !codes.includes(-1) && new Set(codes).size === codes.length
}

function fixedLength(n: Node): boolean {
  return lengths(n) !== null
}

/** The one length a node can match, or null when there are several. */
function lengths(n: Node): number | null {
  switch (n.t) {
    case 'char': case 'set': case 'any': return 1
    case 'assert': case 'look': return 0
    case 'group': case 'atomic': return lengths(n.body)
    case 'seq': {
      let sum = 0
      for (const x of n.items) {
        const l = lengths(x)
        if (l === null) return null
        sum += l
      }
      return sum
    }
    case 'alt': {
      const first = lengths(n.items[0])
      return n.items.every((x) => lengths(x) === first) ? first : null
    }
    case 'repeat': {
      const l = lengths(n.body)
      return l !== null && n.min === n.max ? l * n.min : null
    }
    default: return null
  }
}

function hasChoice(n: Node): boolean {
  switch (n.t) {
    case 'alt': return !disjoint(n.items)
    case 'seq': return n.items.some(hasChoice)
    case 'group': case 'atomic': case 'look': case 'repeat': return hasChoice(n.body)
    case 'back': return true
    default: return false
  }
}

function anchored(n: Node): boolean {
  switch (n.t) {
    case 'assert': return n.kind === 'start'
    case 'seq': return n.items.length > 0 && anchored(n.items[0])
    case 'group': case 'atomic': return anchored(n.body)
    case 'alt': return n.items.every(anchored)
    default: return false
  }
}
