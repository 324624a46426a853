/**
 * What the lexer makes and the parser reads. A token's kind is a constant string: the operator or
 * keyword itself, or one of the upper-case classes below. Not for: how text becomes tokens (lexer.ts).
 */
import type { Expansion, Loc } from './source.js'

/**
 * Kinds that are not spelled like their text:
 * NAME, INT (also 'c'), FLOAT, STRING (also @heredoc), LINES (@@heredoc), PARAM ($1),
 * TEXT (a stretch of a template literal, between '`' or '}$' and '`' or '${'),
 * DIRECTIVE (a whole preprocessor line; never leaves the preprocessor), EOF.
 */
export type Kind = string

/** A literal's value: a STRING's text with its escapes done, an INT, a FLOAT, the LINES. */
export type TokenValue = number | bigint | string | readonly string[] | null

export interface Token {
  readonly kind: Kind
  /** As written. */
  readonly text: string
  readonly value: TokenValue
  readonly loc: Loc
  readonly flags: number
}

/** The token is a word, so it may name a macro even if it is a keyword. */
export const WORD = 1
/** White space, a comment or a line break stands before it. */
export const SPACE = 2
/** A macro's name met inside its own expansion: it stays as it is for good. */
export const FIXED = 4
/** On an EOF: an error cut the text off here, and what follows from that is no news. */
export const CUT = 8

/** All tokens are made here, so that they share one shape. */
export function makeToken(kind: Kind, text: string, value: TokenValue, loc: Loc, flags: number): Token {
  return { kind, text, value, loc, flags }
}

/** All places of tokens are made here, for the same reason. */
export function makeLoc(file: string, line: number, col: number, len: number, via: Expansion | undefined): Loc {
  return { file, line, col, len, via }
}

/** The place in a file that a wizard would point at: where the outermost macro was used. */
export function useSite(loc: Loc): Loc {
  while (loc.via) loc = loc.via.at
  return loc
}

/** From the start of `a` to the end of `b` if they stand on one line; else null. */
export function span(a: Loc, b: Loc): Loc | null {
  if (a.line !== b.line || a.file !== b.file || a.via !== b.via || b.col < a.col) return null
  return makeLoc(a.file, a.line, a.col, b.col + b.len - a.col, a.via)
}

/** A token as error messages name it. */
export function describe(t: Token): string {
  if (t.kind === 'EOF') return 'end of file'
  if (t.kind === 'TEXT' || t.kind === '`') return 'a template literal'
  if (t.kind === 'LINES') return 'a text block'
  const text = t.text.length > 30 ? `${t.text.slice(0, 30)}…` : t.text
  return t.kind === 'STRING' ? `string ${text.replace(/\s+/g, ' ')}` : `'${text}'`
}
