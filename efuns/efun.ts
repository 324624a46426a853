/**
 * How an efun is declared. One declaration gives the table row, the compiler's types, the
 * argument checks, the man page and the editor header.
 *
 *   export const implode = efun({
 *     name: 'implode', family: 'strings', since: '0.1', ticks: 2,
 *     sig: 'string implode(mixed *arr, string|function sep, mixed start?)',
 *     doc: 'Joins the strings of `arr` with `sep` between them. …',
 *     examples: ['implode(({ "a", "b" }), "-") == "a-b"'],
 *   }, (F, arr: Value[], sep: string | Closure) => …)
 *
 * The signature: `type name`, `name?` optional, `name...` the rest (arrives as an array),
 * unions with `|`. Arguments are checked against it before `fn` runs (0 fits everything but
 * int-only checks as FluffOS does: a missing argument arrives as undefined), destructed objects
 * arrive as 0. `fn` throws LpcError for the rest.
 */
import type { Fiber } from '../driver/vm/fiber.js'
import type { Result } from '../driver/vm/values.js'

export interface EfunSpec {
  readonly name: string
  /** Groups man pages and files: strings, arrays, mappings, objects, … */
  readonly family: string
  readonly sig: string
  /** Markdown. First sentence is the summary. Says units, errors, and whether it waits. */
  readonly doc: string
  /** LPC expressions that must be true; run as tests. */
  readonly examples?: readonly string[]
  readonly seeAlso?: readonly string[]
  /** Fixed charge; work that grows with the input is charged by `fn` with F.charge. */
  readonly ticks: number
  readonly since: string
  /**
   * `plain` (default): never suspends. `calls`: calls back into LPC and may be parked.
   * `waits`: suspends by itself. The compiler makes a suspend point for the latter two.
   */
  readonly mode?: 'plain' | 'calls' | 'waits'
  /** Only the compiler holds its arguments to `sig`; at run time `fn` takes what comes. */
  readonly takesAll?: boolean
}

export type EfunBody = (F: Fiber, ...args: any[]) => Result

export interface Efun extends EfunSpec {
  readonly fn: EfunBody
}

export function efun(spec: EfunSpec, fn: EfunBody): Efun {
  return { ...spec, fn }
}
