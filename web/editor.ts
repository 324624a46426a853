/**
 * The text editor: CodeMirror with LPC's colours, the compiler's word while one types, completion
 * and hovers from the table of efuns. Not for: which file it is (files.ts).
 */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, HighlightStyle, indentUnit, StreamLanguage, syntaxHighlighting } from '@codemirror/language'
import { clike } from '@codemirror/legacy-modes/mode/clike'
import { linter, lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { list, record, text } from './dom.js'

export interface Efun { readonly name: string, readonly sig: string, readonly doc: string }

export interface EditorEvents {
  /** What the compiler says of this text. */
  check(source: string): Promise<unknown>
  save(source: string): void
  changed(): void
}

const words = (all: string): Record<string, boolean> => Object.fromEntries(all.split(' ').map((w) => [w, true]))
const KEYWORDS = 'if else while for foreach in do switch case default break continue return inherit catch new async await ref'
const MODIFIERS = 'private protected public static nomask varargs nosave'
const TYPES = 'void int float string object mapping mixed function buffer class struct closure'

const LPC = StreamLanguage.define(clike({
  name: 'lpc', keywords: words(`${KEYWORDS} ${MODIFIERS}`), types: words(TYPES), blockKeywords: words('if else while for foreach do switch catch'), atoms: words('this_object this_player'),
  hooks: {
    '#': (stream: { skipToEnd(): void; eatWhile(p: RegExp): boolean; sol(): boolean }) => {
      stream.eatWhile(/\w/)
      return 'meta'
    },
  },
} as Parameters<typeof clike>[0]))

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: '#c7a0f0' }, { tag: tags.typeName, color: '#7cc4e8' }, { tag: tags.string, color: '#a8d58c' }, { tag: tags.number, color: '#f0b35e' },
  { tag: tags.comment, color: '#8494a1', fontStyle: 'italic' }, { tag: tags.meta, color: '#e89a9a' }, { tag: tags.atom, color: '#f0b35e' },
])

const THEME = EditorView.theme({
  '&': { height: '100%', backgroundColor: '#101418', color: '#d8dee4', fontSize: '14px' },
  '.cm-scroller': { fontFamily: 'var(--mono)' },
  '.cm-gutters': { backgroundColor: '#182028', color: '#93a1ad', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: '#1c2630' },
  '.cm-cursor': { borderLeftColor: '#7cc4e8' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: '#2f4a5e !important' },
  '.cm-tooltip': { backgroundColor: '#182028', border: '1px solid #2c3843', maxWidth: 'min(40rem, 90vw)' },
}, { dark: true })

/** Milliseconds without a key before the compiler is asked. */
const LINT_MS = 500

export class Editor {
  readonly #view: EditorView

  constructor(parent: HTMLElement, private readonly efuns: () => ReadonlyMap<string, Efun>, private readonly events: EditorEvents) {
    this.#view = new EditorView({ parent, state: EditorState.create({ extensions: this.#extensions() }) })
  }

  get source(): string {
    return this.#view.state.doc.toString()
  }

  /** @param lpc the compiler can be asked about it */
  open(source: string, name: string, lpc: boolean): void {
    this.#view.setState(EditorState.create({ doc: source, extensions: [this.#extensions(), lpc ? this.#lint() : [], EditorView.contentAttributes.of({ 'aria-label': name })] }))
    this.#view.focus()
  }

  /** Marks what the compiler said of a save. */
  mark(result: unknown): void {
    this.#view.dispatch(setDiagnostics(this.#view.state, diagnostics(this.#view.state, result)))
  }

  #extensions(): Extension {
    return [
      lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(), highlightSelectionMatches(), lintGutter(), LPC, syntaxHighlighting(COLOURS), THEME, indentUnit.of('  '),
      autocompletion({ override: [(context) => this.#complete(context)] }),
      hoverTooltip((view, pos) => this.#hover(view, pos)),
      keymap.of([{ key: 'Mod-s', run: () => (this.events.save(this.source), true) }, ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap, indentWithTab]),
      EditorView.updateListener.of((update) => { if (update.docChanged) this.events.changed() }),
    ]
  }

  #lint(): Extension {
    return linter(async (view) => {
      const source = view.state.doc.toString()
      const result = await this.events.check(source).catch(() => null)
      return diagnostics(view.state, result)
    }, { delay: LINT_MS })
  }

  #complete(context: CompletionContext): CompletionResult | null {
    const word = context.matchBefore(/[a-z_]\w*/)
    if (!word || word.to - word.from < 2 && !context.explicit) return null
    const efuns = [...this.efuns().values()].map(({ name, sig, doc }) => ({ label: name, type: 'function', detail: sig, info: doc }))
    return { from: word.from, options: [...efuns, ...`${KEYWORDS} ${MODIFIERS} ${TYPES}`.split(' ').map((label) => ({ label, type: 'keyword' }))], validFor: /^\w*$/ }
  }

  #hover(view: EditorView, pos: number): { pos: number, create(): { dom: HTMLElement } } | null {
    const word = view.state.wordAt(pos)
    const found = word && this.efuns().get(view.state.sliceDoc(word.from, word.to))
    if (!word || !found) return null
    return {
      pos: word.from,
      create: () => {
        const dom = document.createElement('div')
        dom.className = 'hover'
        const sig = document.createElement('code')
        sig.textContent = found.sig
        dom.append(sig, document.createElement('br'), found.doc)
        return { dom }
      },
    }
  }
}

/** `file(line,column): warning CODE: words`, with the line and a caret below; null: something else. */
function warningOf(report: string): Record<string, unknown> | null {
  const [, line, column, message] = /^.*\((\d+),(\d+)\): warning (?:\w+: )?(.*)/.exec(report) ?? []
  return line === undefined ? null : { line, column, message, severity: 'warning' }
}

/** What `check` or `file_write` answered, as marks in the text. */
function diagnostics(state: EditorState, result: unknown): Diagnostic[] {
  const { diagnostics: all, warnings, message } = record(result)
  const marks = [...list(all), ...list(warnings).map((report) => warningOf(text(report)))]
  const out = marks.filter((d) => d !== null).map((d): Diagnostic => {
    const { line, column, col, message: said, severity } = record(d)
    const at = state.doc.line(Math.min(state.doc.lines, Math.max(1, Number(line) || 1)))
    const from = Math.min(at.to, at.from + Math.max(0, (Number(column ?? col) || 1) - 1))
    return { from, to: Math.max(from, Math.min(at.to, from + 1)), severity: severity === 'warning' ? 'warning' : 'error', message: text(said) }
  })
  if (out.length === 0 && typeof message === 'string') out.push({ from: 0, to: 0, severity: 'error', message })
  return out
}
