/**
 * What the objects of each file have done since the boot: for author_stats() and domain_stats(),
 * which ask the master whose the files are. Not for: what there is now, the totals (counters.ts).
 */
import type { LpcObject } from '../vm/object.js'
import { MAX_DEED_FILES } from './limits.js'

export interface Deed {
  /** Commands that its actions took. */
  commands: number
  heartBeats: number
  /** That nobody caught. */
  errors: number
}

/** `/std/room#12` to `/std/room`. */
export function fileOf(object: string): string {
  const at = object.indexOf('#')
  return at < 0 ? object : object.slice(0, at)
}

export class Deeds {
  private readonly byFile = new Map<string, Deed>()

  constructor(private readonly most = MAX_DEED_FILES) {}

  of(ob: LpcObject): Deed {
    return this.named(ob.name)
  }

  /** @param object its name, of a clone too. */
  named(object: string): Deed {
    const file = fileOf(object)
    let deed = this.byFile.get(file)
    if (!deed) {
      deed = { commands: 0, heartBeats: 0, errors: 0 }
      if (this.byFile.size < this.most) this.byFile.set(file, deed)
    }
    return deed
  }

  files(): Iterable<[string, Readonly<Deed>]> {
    return this.byFile
  }
}
