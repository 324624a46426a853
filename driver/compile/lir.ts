/**
 * The lowered form: structured statements whose expressions are plain JavaScript text that
 * cannot suspend. Everything that can suspend is a `call` statement. Both emitters read this.
 */

/** Where a statement stands in the LPC text; lines and columns count from 1. */
export interface Site { readonly file: string; readonly line: number; readonly col: number }

export interface LCall extends Site {
  readonly k: 'call'
  /** Variable that receives the value, or null. */
  readonly dst: string | null
  readonly code: string
  /** Variables live after the call, saved when the frame parks. */
  live: readonly string[]
  /** Number of the suspend point within its function. */
  readonly pc: number
}

export interface LJs extends Site { readonly k: 'js'; readonly code: string }
export interface LIf extends Site { readonly k: 'if'; readonly test: string; readonly then: LStmt[]; readonly else: LStmt[] }
export interface LLoop extends Site {
  readonly k: 'loop'
  readonly id: number
  /** Runs each turn, before the body (or after it when `post`). */
  readonly test: { readonly pre: LStmt[]; readonly code: string; readonly at: Site } | null
  readonly post: boolean
  readonly body: LStmt[]
  readonly update: LStmt[]
  readonly ticks: number
}
export interface LBreak extends Site { readonly k: 'break'; readonly id: number }
export interface LContinue extends Site { readonly k: 'continue'; readonly id: number }
export interface LReturn extends Site { readonly k: 'return'; readonly code: string }
export interface LSwitch extends Site {
  readonly k: 'switch'
  readonly id: number
  /** JavaScript text of the subject, already normalised. */
  readonly subject: string
  /** Literal labels when `ranges` is empty for every case. */
  readonly cases: ReadonlyArray<{
    readonly literals: readonly string[]
    /** [from, to] as literals, null for open. */
    readonly ranges: ReadonlyArray<readonly [string | null, string | null]>
    readonly isDefault: boolean
    readonly body: LStmt[]
  }>
}
export interface LTry {
  readonly k: 'try'
  readonly body: LStmt[]
  /** Receives the error value when the body throws. */
  readonly dst: string
  /** Variables that hold the stack pointer and the player at entry. */
  readonly sp: string
  readonly player: string
  readonly id: number
}

export type LStmt = LCall | LJs | LIf | LLoop | LBreak | LContinue | LReturn | LSwitch | LTry

export interface LFunction extends Site {
  /** LPC name, for traces. */
  readonly name: string
  /** JavaScript name in the module. */
  readonly js: string
  readonly params: readonly string[]
  /** JavaScript name of the rest parameter, or null. */
  readonly rest: string | null
  readonly vars: readonly string[]
  readonly body: LStmt[]
  /** For an async function, what its promise delivers, as `%O` names it. */
  readonly async: string | null
  readonly ticks: number
  readonly calls: readonly LCall[]
  /** Where the body ends; null for what has no body of its own. */
  readonly end: Site | null
}

/** Does anything in the list suspend? Computed once per list by the resumable emitter. */
export function suspends(list: readonly LStmt[]): boolean {
  return list.some((s) => {
    switch (s.k) {
      case 'call':
        return true
      case 'if':
        return suspends(s.then) || suspends(s.else)
      case 'loop':
        return suspends(s.body) || suspends(s.update) || (s.test !== null && suspends(s.test.pre))
      case 'switch':
        return s.cases.some((c) => suspends(c.body))
      case 'try':
        return suspends(s.body)
      case 'js':
      case 'break':
      case 'continue':
      case 'return':
        return false
    }
  })
}
