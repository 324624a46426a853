/**
 * Parked LPC frames. A function's resumable form is compiled the first time it parks; a frame
 * is that code, the point to go on at, and the variables that were live there.
 */
import { LpcError } from './errors.js'
import type { Fiber, Frame } from './fiber.js'
import type { LpcObject } from './object.js'
import type { Segment } from './program.js'
import type { Result, Value } from './values.js'

/** The emitted resumable form: enters at frame.pc with the awaited value, or with an error. */
export type Resume = (F: Fiber, frame: LpcFrame, value: Value, error: unknown, raised: boolean) => Result

export class ResumableCode {
  private code: Resume | null = null

  constructor(
    /** Its LPC name, and file and line of each suspend point. */
    private readonly of: { readonly name: string; readonly points: ReadonlyArray<{ readonly file: string; readonly line: number }> },
    private readonly compile: () => Resume,
  ) {}

  get name(): string {
    return this.of.name
  }

  get run(): Resume {
    return (this.code ??= this.compile())
  }

  at(pc: number): { file: string; line: number } {
    return this.of.points[pc]
  }
}

export class LpcFrame implements Frame {
  constructor(
    readonly code: ResumableCode,
    readonly pc: number,
    readonly self: LpcObject,
    readonly seg: Segment,
    readonly locals: unknown[],
  ) {}

  resume(F: Fiber, value: Value): Result {
    if (this.self.destructed && this.self.destructedBy !== F.id) throw this.gone()
    return this.code.run(F, this, value, undefined, false)
  }

  raise(F: Fiber, error: unknown): Result {
    if (this.self.destructed && this.self.destructedBy !== F.id) throw error
    return this.code.run(F, this, undefined, error, true)
  }

  get place(): { function: string; program: string; line: number; object: string } {
    const { file, line } = this.code.at(this.pc)
    return { function: this.code.name, program: file, line, object: this.self.name }
  }

  private gone(): LpcError {
    const { file, line } = this.code.at(this.pc)
    return new LpcError(`Object ${this.self.name} was destructed while ${this.code.name}() at ${file}:${line} waited.`, { code: 'DESTRUCTED' })
  }
}
