/**
 * `I`: indents LPC by its brackets. Comments, strings and heredocs keep their own bracket-free
 * peace; what stands inside them is not counted. Not a formatter: only leading white space changes.
 */
const STEP = 2

interface State {
  depth: number
  comment: boolean
  /** End mark of a heredoc that is open: its lines are left alone. */
  heredoc: string | null
}

/** The lines with new indentation; the text after it is unchanged. */
export function indent(lines: readonly string[]): string[] {
  const state: State = { depth: 0, comment: false, heredoc: null }
  let continued = false
  return lines.map((line) => {
    if (state.heredoc !== null) {
      if (line.startsWith(state.heredoc)) state.heredoc = null
      return line
    }
    const text = line.trim()
    if (text === '') return ''
    if (text.startsWith('#') && !state.comment) return text
    if (state.comment) {
      scan(text, state)
      return ' '.repeat(state.depth * STEP + (text.startsWith('*') ? 1 : 0)) + text
    }
    const closing = /^(?:case\b|default\s*:)/.test(text) ? 0 : /^[)}\]]/.test(text) || text.startsWith(':)') ? 1 : 0
    const depth = Math.max(0, state.depth - closing)
    const out = ' '.repeat((depth + (continued && closing === 0 && state.depth > 0 && !text.startsWith('{') ? 1 : 0)) * STEP) + text
    scan(text, state)
    continued = !/[;{},:]$|\*\/$|[([]$/.test(stripComment(text)) && !text.startsWith('//')
    return out
  })
}

function stripComment(text: string): string {
  return text.replace(/\s*\/\/.*$/, '').trimEnd()
}

/** Follows brackets, strings and comments through one line. */
function scan(text: string, state: State): void {
  for (let i = 0; i < text.length; i++) {
    const two = text.slice(i, i + 2)
    if (state.comment) {
      if (two === '*/') {
        state.comment = false
        i++
      }
    } else if (two === '//') return
    else if (two === '/*') {
      state.comment = true
      i++
    } else if (text[i] === '"' || text[i] === "'") i = skipQuoted(text, i)
    else if (text[i] === '@' && /^@@?[A-Za-z_]\w*\s*$/.test(text.slice(i))) {
      state.heredoc = text.slice(i).replace(/^@@?/, '').trim()
      return
    } else if ('([{'.includes(text[i])) state.depth++
    else if (')]}'.includes(text[i])) state.depth = Math.max(0, state.depth - 1)
  }
}

function skipQuoted(text: string, start: number): number {
  const quote = text[start]
  for (let i = start + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === quote) return i
  }
  return text.length
}
