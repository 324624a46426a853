/**
 * Where text came from. Every token and AST node carries a Loc, through #include and macro
 * expansion. Not for: messages (diagnostics.ts).
 */

/** A place in a source file. Lines and columns count from 1; columns count UTF-16 units. */
export interface Loc {
  /** Path of the file inside the mudlib, with its leading slash. */
  readonly file: string
  readonly line: number
  readonly col: number
  /** Length of the marked text on that line, at least 1. */
  readonly len: number
  /** Set when the text came out of a macro: where the macro was used. */
  readonly via?: Expansion
}

/** One step of a macro expansion chain, innermost first. */
export interface Expansion {
  readonly macro: string
  readonly at: Loc
}

/** What the preprocessor asks of the world: files, and what is predefined. */
export interface SourceHost {
  /**
   * Finds an include. `system` is true for <name>. Null when there is no such file.
   * The returned path is the mudlib path used in diagnostics and as the next `from`.
   */
  include(name: string, from: string, system: boolean): { path: string; text: string } | null
  /** Predefined object-like macros: name to replacement text. */
  readonly predefines: ReadonlyMap<string, string>
  /** True when an efun of that name exists (for `#if efun_defined(x)`). */
  efunDefined(name: string): boolean
  /** Text put in front of every file, such as `#include <globals.h>`; empty for none. */
  readonly globalInclude: string
}
