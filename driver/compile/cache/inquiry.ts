/**
 * What a compilation asks of the world (includes, inherits, valid_override()) and is told. Written
 * down beside what came of it; before that is used again, everything is asked again, and it counts
 * only if every answer is the same. A compilation that follows asks nothing twice.
 */
import { createHash } from 'node:crypto'
import type { Program } from '../../vm/program.js'
import type { CompileOptions } from '../options.js'

/** One question and its answer, texts and programs as digests. */
export type Answer =
  | readonly [kind: 'include', name: string, from: string, system: boolean, path: string | null, digest: string]
  | readonly [kind: 'inherit', path: string, hidden: boolean, digest: string | null]
  | readonly [kind: 'override', from: string, efun: string, may: boolean]

const digests = new WeakMap<Program, string>()

/** What a program was made of, all it inherits included; null when that is not known (it was not compiled from files). */
export function digestOf(p: Program): string | null {
  return digests.get(p) ?? null
}

export function setDigest(p: Program, digest: string): void {
  digests.set(p, digest)
}

export function sha(...parts: readonly string[]): string {
  // The lengths keep parts apart.
  return createHash('sha256').update(parts.map((p) => `${p.length}:${p}`).join('')).digest('base64url')
}

type Told<T> = { readonly value: T } | { readonly error: unknown }

export class Inquiry {
  readonly answers: Answer[] = []
  /** The inherits in order, as they were asked for. */
  readonly inherits: Array<{ readonly path: string; readonly hidden: boolean; readonly program: Program }> = []
  /** The given options, which ask through this. */
  readonly options: CompileOptions
  private readonly told = new Map<string, Told<unknown>>()

  constructor(private readonly given: CompileOptions) {
    this.options = {
      ...given,
      source: { ...given.source, include: (name, from, system) => this.include(name, from, system), efunDefined: (name) => given.source.efunDefined(name) },
      inherit: (path, _from, hidden) => this.inherit(path, hidden),
      ...(given.mayOverride && { mayOverride: (from: string, efun: string) => this.override(from, efun) }),
    }
  }

  /** Asks again: true when every answer is what it was then. */
  same(answers: readonly Answer[]): boolean {
    return answers.every((then) => {
      const count = this.answers.length
      try {
        switch (then[0]) {
          case 'include':
            this.include(then[1], then[2], then[3])
            break
          case 'inherit':
            this.inherit(then[1], then[2])
            break
          case 'override':
            this.override(then[1], then[2])
            break
        }
      } catch {
        // The compilation that follows is told the same, and reports it.
        return false
      }
      return this.answers.length === count + 1 && JSON.stringify(this.answers[count]) === JSON.stringify(then)
    })
  }

  private once<T>(key: string, ask: () => T, note: (v: T) => Answer): T {
    let told = this.told.get(key) as Told<T> | undefined
    if (!told) {
      try {
        told = { value: ask() }
      } catch (error) {
        told = { error }
      }
      this.told.set(key, told)
      if ('value' in told) this.answers.push(note(told.value))
    }
    if ('error' in told) throw told.error
    return told.value
  }

  private include(name: string, from: string, system: boolean): { path: string; text: string } | null {
    return this.once(`i${system} ${from} ${name}`, () => this.given.source.include(name, from, system), (found) => ['include', name, from, system, found && found.path, found ? sha(found.text) : ''])
  }

  private inherit(path: string, hidden: boolean): Program {
    const program = this.once(`h${hidden} ${path}`, () => this.given.inherit(path, this.given.file, hidden), (p) => ['inherit', path, hidden, digestOf(p)])
    this.inherits.push({ path, hidden, program })
    return program
  }

  private override(from: string, efun: string): boolean {
    return this.once(`o${efun} ${from}`, () => this.given.mayOverride!(from, efun), (may) => ['override', from, efun, may])
  }
}
