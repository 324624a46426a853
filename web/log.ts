/**
 * The same output as plain lines in the page, for screen readers (aria-live) and the plain text
 * view. All of it is text nodes: what players write is never markup.
 */

const MAX_LINES = 500
/** Until screen readers have taken notice of what has changed. */
const QUIET_MS = 1_000
const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)?|[\x00-\x08\x0b-\x1f\x7f]/gs

export class Log {
  constructor(private readonly box: HTMLElement) {}

  /** One output cycle: its lines, and the prompt at its end unless it is a mere sign. */
  write(text: string): void {
    const lines = text.replace(/\r\n?/g, '\n').replace(ESCAPES, '').split('\n')
    const prompt = lines.pop() ?? ''
    if (prompt.trim().length > 2) lines.push(prompt)
    this.#add(lines)
  }

  /** Does it without a screen reader reading all of it out. */
  quietly(write: () => void): void {
    this.box.setAttribute('aria-live', 'off')
    write()
    setTimeout(() => this.box.setAttribute('aria-live', 'polite'), QUIET_MS)
  }

  note(text: string): void {
    this.#add([text])
  }

  #add(lines: readonly string[]): void {
    const atEnd = this.box.scrollTop + this.box.clientHeight >= this.box.scrollHeight - 8
    const fragment = document.createDocumentFragment()
    for (const line of lines) {
      const div = document.createElement('div')
      div.textContent = line === '' ? '\u00a0' : line
      fragment.append(div)
    }
    this.box.append(fragment)
    while (this.box.childElementCount > MAX_LINES) this.box.firstElementChild?.remove()
    if (atEnd) this.box.scrollTop = this.box.scrollHeight
  }
}
