/**
 * The input box: history, several lines at once, and a password field while the server asks for
 * one. Passwords never enter the history, and the history never leaves memory.
 */

export interface InputEvents {
  /** One line; `secret` ones must not be shown. */
  line(text: string, secret: boolean): void
  interrupt(): void
  scroll(pages: number): void
}

export interface InputParts {
  readonly form: HTMLFormElement
  readonly text: HTMLTextAreaElement
  readonly password: HTMLInputElement
  /** Something on the page is selected: Ctrl+C copies instead of interrupting. */
  readonly selected: () => boolean
}

const MAX_HISTORY = 200

export class Input {
  readonly #history: string[] = []
  /** Position in the history; its length means the line being written. */
  #at = 0
  #draft = ''

  constructor(private readonly parts: InputParts, private readonly events: InputEvents) {
    const { form, text, password } = parts
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.#submit()
    })
    text.addEventListener('keydown', (event) => this.#key(event))
    text.addEventListener('input', () => this.#grow())
    password.addEventListener('keydown', (event) => {
      if (event.key === 'c' && event.ctrlKey) this.#interrupt(event)
    })
  }

  /** Shows the password field, or the usual one. */
  secret(on: boolean): void {
    const { text, password } = this.parts
    if (password.hidden !== on) return
    password.hidden = !on
    text.hidden = on
    password.value = ''
    this.focus()
  }

  /** As if it had been typed. */
  say(line: string): void {
    this.events.line(line, false)
  }

  focus(): void {
    const { text, password } = this.parts
    if (password.hidden) text.focus()
    else password.focus()
  }

  #submit(): void {
    const { text, password } = this.parts
    if (!password.hidden) {
      const value = password.value
      password.value = ''
      return this.events.line(value, true)
    }
    const value = text.value
    text.value = ''
    this.#grow()
    if (value.trim() !== '' && value !== this.#history.at(-1)) {
      this.#history.push(value)
      if (this.#history.length > MAX_HISTORY) this.#history.shift()
    }
    this.#at = this.#history.length
    for (const line of value.replace(/\n$/, '').split('\n')) this.events.line(line, false)
  }

  #key(event: KeyboardEvent): void {
    // An input method is composing: its Enter and arrows are not ours.
    if (event.isComposing) return
    const { text } = this.parts
    const single = !text.value.includes('\n')
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      this.#submit()
    } else if (event.key === 'ArrowUp' && (single || text.selectionEnd === 0)) this.#move(event, -1)
    else if (event.key === 'ArrowDown' && (single || text.selectionStart === text.value.length)) this.#move(event, 1)
    else if (event.key === 'PageUp' || event.key === 'PageDown') {
      event.preventDefault()
      this.events.scroll(event.key === 'PageUp' ? -1 : 1)
    } else if (event.key === 'Escape') {
      text.value = ''
      this.#grow()
    } else if (event.key === 'c' && event.ctrlKey) this.#interrupt(event)
  }

  #interrupt(event: KeyboardEvent): void {
    const field = event.target as HTMLInputElement | HTMLTextAreaElement
    if (field.selectionStart !== field.selectionEnd || this.parts.selected()) return
    event.preventDefault()
    this.events.interrupt()
  }

  #move(event: KeyboardEvent, by: number): void {
    const { text } = this.parts
    const to = this.#at + by
    if (to < 0 || to > this.#history.length) return
    event.preventDefault()
    if (this.#at === this.#history.length) this.#draft = text.value
    this.#at = to
    text.value = this.#history[to] ?? this.#draft
    text.setSelectionRange(text.value.length, text.value.length)
    this.#grow()
  }

  #grow(): void {
    const { text } = this.parts
    text.rows = Math.min(10, text.value.split('\n').length)
  }
}
