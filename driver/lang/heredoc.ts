/**
 * Text blocks: `@WORD`, lines, `WORD`. Their end is a word the source chooses, so no rule of the
 * lexer can match them. Not for: recognizing the opening (rules.ts).
 */

export interface Heredoc {
  /** The lines joined, each with its line break; for `@WORD`. */
  readonly text: string
  /** The lines as they are; for `@@WORD`, else null. */
  readonly lines: readonly string[] | null
  /** Offset behind the closing word. */
  readonly end: number
}

/**
 * Reads the block whose opening (`@WORD` and its line break) stands at `at`. It ends at the first
 * line that begins with the word alone: `ENDING` does not close `END`. Null if no line does.
 */
export function readHeredoc(source: string, at: number, opening: string): Heredoc | null {
  const array = opening.startsWith('@@')
  const word = opening.trim().slice(array ? 2 : 1)
  const start = at + opening.length
  const end = findEnd(source, start, word)
  if (end < 0) return null
  const body = source.slice(start, end).replaceAll('\r\n', '\n')
  const lines = array ? (body === '' ? [] : body.slice(0, -1).split('\n')) : null
  return { text: body, lines, end: end + word.length }
}

function findEnd(source: string, start: number, word: string): number {
  for (let i = start; i >= 0 && i < source.length; i = nextLine(source, i)) {
    if (source.startsWith(word, i) && !/[A-Za-z0-9_]/.test(source.charAt(i + word.length))) return i
  }
  return -1
}

function nextLine(source: string, i: number): number {
  const nl = source.indexOf('\n', i)
  return nl < 0 ? -1 : nl + 1
}
