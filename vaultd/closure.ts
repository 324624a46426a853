/**
 * What belongs to one worker that is being made: its main file, and what the files it has so far
 * name. A node gets these from the Core for as long as it makes the worker, and no others.
 */
import { basename } from 'node:path'
import { MAX_FILES } from './limits.js'

export class Closure {
  readonly #texts: string[]
  #files = 0
  /** One of its programs is from the library: what the library shows to all its programs belongs to it. */
  usesLibrary = false
  hasEverywhere = false

  /** @param node who makes it. */
  constructor(readonly node: string, readonly authority: string, text: string) {
    this.#texts = [text]
  }

  /** Does one of its files speak of this one? Names are put together by macros, so only the last part of the path is looked for. */
  names(path: string): boolean {
    const stem = basename(path).replace(/\.(c|h|lpc)$/, '')
    return stem !== '' && this.#texts.some((text) => text.includes(stem))
  }

  /** Takes a file in; false when it is one too many. */
  add(text: string): boolean {
    if (++this.#files > MAX_FILES) return false
    this.#texts.push(text)
    return true
  }
}
