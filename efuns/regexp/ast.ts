/** The syntax tree of a regular expression, the same for both dialects (parse.ts). */

export type ClassLetter = 'd' | 'D' | 'w' | 'W' | 's' | 'S'
/** Code points from first to second, a class such as \d, or a Unicode property such as \p{Lu}. */
export type SetItem = readonly [number, number] | ClassLetter | { readonly property: string; readonly negate: boolean }

export type Assertion = 'start' | 'end' | 'lineStart' | 'lineEnd' | 'endOrNewline' | 'word' | 'notWord' | 'wordStart' | 'wordEnd'

export type Node =
  | { readonly t: 'alt'; readonly items: readonly Node[] }
  | { readonly t: 'seq'; readonly items: readonly Node[] }
  | { readonly t: 'char'; readonly code: number }
  | { readonly t: 'set'; readonly negate: boolean; readonly items: readonly SetItem[] }
  /** Any character; without `newline` all but \n. */
  | { readonly t: 'any'; readonly newline: boolean }
  | { readonly t: 'assert'; readonly kind: Assertion }
  /** `index` 0 is a group that captures nothing. */
  | { readonly t: 'group'; readonly index: number; readonly body: Node }
  | { readonly t: 'look'; readonly ahead: boolean; readonly negate: boolean; readonly body: Node }
  | { readonly t: 'atomic'; readonly body: Node }
  | { readonly t: 'repeat'; readonly body: Node; readonly min: number; readonly max: number; readonly lazy: boolean }
  | { readonly t: 'back'; readonly index: number }

export interface Tree {
  readonly root: Node
  /** Capturing groups. */
  readonly groups: number
  readonly names: ReadonlyMap<string, number>
  readonly ignoreCase: boolean
}
