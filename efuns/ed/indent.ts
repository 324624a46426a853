/**
 * `I`: indents LPC by its brackets. What stands in comments, strings and heredocs is not counted.
 * Not a formatter: only leading white space changes.
 */
const STEP = 2

/** An open bracket: brackets opened on one line indent once. */
interface Open {
  readonly line: number
  /** Its block is a switch: statements stand one further in than the labels. */
  readonly isSwitch: boolean
  readonly bracket: string
  /** How far its line hangs from statements above that it belongs to. */
  readonly hang: number
}

interface State {
  readonly open: Open[]
  comment: boolean
  /** End mark of a heredoc that is open: its lines are left alone. */
  heredoc: string | null
}

/** The lines with new indentation; the text after it is unchanged. */
export function indent(lines: readonly string[]): string[] {
  const state: State = { open: [], comment: false, heredoc: null }
  // Lines above that the next one belongs to: `if (x)` without braces, an unfinished expression.
  let hang = 0
  return lines.map((line, number) => {
    if (state.heredoc !== null) {
      if (line.startsWith(state.heredoc)) state.heredoc = null
      return line
    }
    const text = line.trim()
    if (text === '') return ''
    if (text.startsWith('#') && !state.comment) return text
    if (state.comment) {
      const out = ' '.repeat(depthOf(state.open) * STEP + (text.startsWith('*') ? 1 : 0)) + text
      scan(text, number, 0, state)
      return out
    }
    const closers = /^(?:[)}\]]|:\))*/.exec(text)![0].replace(/:/g, '').length
    const open = state.open.slice(0, Math.max(0, state.open.length - closers))
    let depth = depthOf(open)
    if (!LABEL.test(text) && open.at(-1)?.isSwitch) depth++
    if (closers > 0) hang = state.open[open.length]?.hang ?? 0
    if (open.at(-1)?.bracket === '(' || open.length === 0 || text.startsWith('{')) hang = 0
    scan(text, number, hang, state)
    const out = ' '.repeat((depth + hang) * STEP) + text
    if (text.startsWith('//')) return out
    if (state.heredoc !== null || ENDED.test(stripComment(text))) hang = 0
    else hang = CONTROL.test(text) ? hang + 1 : Math.max(hang, 1)
    return out
  })
}

const LABEL = /^(?:case\b|default\s*:)/
const CONTROL = /^(?:\}\s*)?(?:if|else|for|foreach|while|do)\b/
const SWITCH = /^(?:\}\s*else\s+)?switch\b/
const ENDED = /(?:[;{},:([]|\*\/)$/

/** Levels: each line with open brackets counts once, a switch that is not innermost once more. */
function depthOf(open: readonly Open[]): number {
  let depth = 0
  open.forEach((o, i) => {
    if (i === 0 || open[i - 1].line !== o.line) depth += 1 + o.hang
    if (o.isSwitch && i < open.length - 1) depth++
  })
  return depth
}

function stripComment(text: string): string {
  return text.replace(/\s*\/\/.*$/, '').trimEnd()
}

/** Follows brackets, strings and comments through one line. */
function scan(text: string, line: number, hang: number, state: State): void {
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
    } else if ('([{'.includes(text[i])) state.open.push({ line, hang, bracket: text[i], isSwitch: text[i] === '{' && SWITCH.test(text) })
    else if (')]}'.includes(text[i])) state.open.pop()
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
