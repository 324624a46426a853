/**
 * Which member of a cluster the next vault goes to. The server chooses by what exists when it is
 * asked, so that fifty made side by side would all go to one: this counts those under way too.
 */
import { fields, text, type Api } from './api.js'

/** Members come and go: they are asked for again after so long (ms). */
const FRESH = 2_000

export class Spread {
  #members: Promise<string[]> = Promise.resolve([])
  #asked = -Infinity

  constructor(readonly api: Api, readonly clustered: boolean) {}

  /** Members that are there; none where there is no cluster. */
  members(): Promise<string[]> {
    if (this.clustered && performance.now() - this.#asked > FRESH) {
      this.#asked = performance.now()
      this.#members = this.api.request('GET', '/1.0/cluster/members?recursion=1').then((answer) => (Array.isArray(answer.metadata) ? answer.metadata : []).map(fields).filter((m) => text(m.status) === 'Online').map((m) => text(m.server_name)).sort(), () => [])
    }
    return this.#members
  }
}

/** The member with the fewest vaults; '' lets the server choose. @param taken where vaults are. */
export function least(members: readonly string[], taken: readonly string[]): string {
  let best = ''
  let fewest = Infinity
  for (const name of members) {
    const n = taken.filter((t) => t === name).length
    if (n < fewest) [best, fewest] = [name, n]
  }
  return best
}
