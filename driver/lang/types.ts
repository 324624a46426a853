/**
 * LPC types as the checker sees them: construction, printing, compatibility.
 * Compatibility is FluffOS's: `mixed` fits everything, int and float convert, 0 fits all.
 */

export type BaseType =
  | 'void' | 'mixed' | 'unknown' | 'int' | 'float' | 'string' | 'object'
  | 'mapping' | 'function' | 'buffer' | 'class' | 'promise' | 'union'

export interface LpcType {
  readonly base: BaseType
  /** Number of array stars: `int **` has 2. */
  readonly stars: number
  /** For `class NAME` / `struct NAME`. */
  readonly className?: string
  /** For `promise<T>`: T; `mixed` when absent. */
  readonly payload?: LpcType
  /** For unions `int|string`: the members, none a union itself. */
  readonly members?: readonly LpcType[]
}

const plain = (base: BaseType): LpcType => ({ base, stars: 0 })

export const VOID = plain('void')
export const MIXED = plain('mixed')
/** Undeclared (pre-ANSI style functions): never checked. */
export const UNKNOWN = plain('unknown')
export const INT = plain('int')
/** The literal 0, told apart by identity: an int that may stand for a value of any type. */
export const ZERO = plain('int')
export const FLOAT = plain('float')
export const STRING = plain('string')
export const OBJECT = plain('object')
export const MAPPING = plain('mapping')
export const FUNCTION = plain('function')
export const BUFFER = plain('buffer')
/** A promise of anything. */
export const PROMISE = plain('promise')

export function arrayOf(t: LpcType, stars = 1): LpcType {
  return { ...t, stars: t.stars + stars }
}

export function classType(className: string): LpcType {
  return { base: 'class', stars: 0, className }
}

/** What calling an async function declared to return `t` gives. A promise's value is never void or a promise. */
export function promiseOf(t: LpcType): LpcType {
  if (t.base === 'void' || t.base === 'unknown' || (t.base === 'promise' && t.stars === 0) || sameType(t, MIXED)) return PROMISE
  return { base: 'promise', stars: 0, payload: t }
}

/** What `await` gives of a value of type `t`: only a promise is anything else than before. */
export function awaited(t: LpcType): LpcType {
  if (t.base === 'promise' && t.stars === 0) return t.payload ?? MIXED
  if (t.base === 'union' && t.stars === 0 && t.members!.some((m) => m.base === 'promise' && m.stars === 0)) return MIXED
  return t
}

export function unionOf(types: readonly LpcType[]): LpcType {
  const members: LpcType[] = []
  for (const t of types.flatMap((x) => (x.base === 'union' && x.stars === 0 ? x.members! : [x]))) {
    if (!members.some((m) => sameType(m, t))) members.push(t)
  }
  return members.length === 1 ? members[0] : { base: 'union', stars: 0, members }
}

export function sameType(a: LpcType, b: LpcType): boolean {
  if (a.base !== b.base || a.stars !== b.stars || a.className !== b.className) return false
  if (a.base === 'promise') return sameType(a.payload ?? MIXED, b.payload ?? MIXED)
  if (a.base !== 'union') return true
  return a.members!.length === b.members!.length && a.members!.every((m) => b.members!.some((n) => sameType(m, n)))
}

/** The type as a wizard writes it: `string *`, `class point`, `int | string`. */
export function showType(t: LpcType): string {
  const name = t.base === 'class' ? `class ${t.className}` : t.base === 'promise' && t.payload ? `promise<${showType(t.payload)}>` : t.base === 'union' ? t.members!.map(showType).join(' | ') : t.base
  return t.stars ? `${t.base === 'union' ? `(${name})` : name} ${'*'.repeat(t.stars)}` : name
}

/** May a value of type `from` be stored where `to` is declared? */
export function fits(to: LpcType, from: LpcType): boolean {
  if (loose(to) || loose(from) || from === ZERO) return true
  if (to.base === 'union' && to.stars === 0) return to.members!.some((m) => fits(m, from))
  if (from.base === 'union' && from.stars === 0) return from.members!.some((m) => fits(to, m))
  if (to.stars !== from.stars) {
    const [short, long] = to.stars < from.stars ? [to, from] : [from, to]
    return short.base === 'mixed' && short.stars > 0 && long.stars > short.stars
  }
  if (to.base === 'mixed' || from.base === 'mixed') return true
  if (to.base === 'promise' && from.base === 'promise') return payloadFits(to.payload ?? MIXED, from.payload ?? MIXED)
  if (to.base === from.base) return to.base !== 'class' || to.className === from.className
  return to.stars === 0 && numeric(to) && numeric(from)
}

/** What a promise will deliver is never converted: an int is no float there. */
function payloadFits(to: LpcType, from: LpcType): boolean {
  return numeric(to) && numeric(from) ? to.base === from.base : fits(to, from)
}

export function numeric(t: LpcType): boolean {
  return t.stars === 0 && (t.base === 'int' || t.base === 'float')
}

function loose(t: LpcType): boolean {
  return t.stars === 0 && (t.base === 'mixed' || t.base === 'unknown')
}
