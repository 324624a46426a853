/**
 * What was shown lately, so that a reloaded page can show it again: the game's text, what was
 * typed, and notes of our own. Bounded, the oldest goes first. Secret lines never come here.
 */

export type Shown = readonly [kind: 'text' | 'typed' | 'note', text: string]

/** Characters kept: as much as the server keeps of what a client has missed. */
const MAX_KEPT = 65_536

export class Transcript {
  #shown: Shown[] = []
  #size = 0

  get shown(): readonly Shown[] {
    return this.#shown
  }

  add(...shown: Shown): void {
    this.#shown.push(shown)
    this.#size += shown[1].length
    let drop = 0
    while (this.#size > MAX_KEPT) this.#size -= this.#shown[drop++][1].length
    if (drop > 0) this.#shown = this.#shown.slice(drop)
  }
}
