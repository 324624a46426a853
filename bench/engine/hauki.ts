/** This driver on the benchmark's mudlib, in this process. */
import { makeWorld } from '../../driver/roles/make-world.js'
import { applyDirect } from '../../driver/vm/calls.js'
import { DEFAULT_LIMITS } from '../../driver/vm/limits.js'
import type { LpcObject } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import type { World } from '../../driver/world/world.js'

export class Hauki {
  readonly world: World

  constructor(mudlib: string) {
    this.world = makeWorld({ mudlibDir: mudlib, masterFile: '/master', simulEfunFile: '/simul_efun', limits: { ...DEFAULT_LIMITS, evalTicks: 2_000_000_000 } })
  }

  /** One order to the meter object; the answer's words. Throws when LPC did. */
  ask(fn: string, file: string, n: number): string[] {
    return String(this.call('/meter', fn, [file, n])).split(' ')
  }

  call(path: string, fn: string, args: Value[]): Value {
    let answer: Value
    this.world.start({}, (F) => applyDirect(F, this.load(path), fn, args) as Value, (error, value) => {
      if (error) throw error
      answer = value
    })
    return answer
  }

  load(path: string): LpcObject {
    let ob: Value
    this.world.start({}, (F) => this.world.loader.load(F, path), (error, value) => {
      if (error) throw error
      ob = value
    })
    return ob as LpcObject
  }

  stop(): void {
    this.world.scheduler.stop()
  }
}
