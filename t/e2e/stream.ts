/** Text that comes from a program or a player's socket, and waiting for something in it. */

/** Milliseconds for one answer. Fifty vaults on a busy machine take a while; only a failing test waits this long. */
export const PATIENCE = 40_000

/** Text that grows, and waiting for something in it. */
export class Stream {
  text = ''
  over = false
  private readonly looks = new Set<() => void>()

  protected push(text: string): void {
    this.text += text
    this.look()
  }

  protected end(): void {
    this.over = true
    this.look()
  }

  /** Waits for the first match in `text`; it and what is before it are returned and dropped. */
  async expect(what: RegExp, ms = PATIENCE): Promise<string> {
    const taken = await this.when(`${what}`, ms, () => {
      const m = what.exec(this.text)
      return m ? this.text.slice(0, m.index + m[0].length) : null
    })
    this.text = this.text.slice(taken.length)
    return taken
  }

  closed(ms = PATIENCE): Promise<true> {
    return this.when('the end', ms, () => this.over || null)
  }

  private when<T>(what: string, ms: number, test: () => T | null): Promise<T> {
    return new Promise((done, fail) => {
      const finish = (): void => {
        clearTimeout(timer)
        this.looks.delete(look)
      }
      const look = (): void => {
        const found = test()
        if (found === null && !this.over) return
        finish()
        if (found === null) fail(new Error(`it ended before ${what}; it said: ${this.said()}`))
        else done(found)
      }
      const timer = setTimeout(() => {
        finish()
        fail(new Error(`waited ${ms} ms in vain for ${what}; it said: ${this.said()}`))
      }, ms)
      this.looks.add(look)
      look()
    })
  }

  /** For the message of a failed test. */
  protected said(): string {
    return this.text
  }

  private look(): void {
    for (const look of this.looks) look()
  }
}
