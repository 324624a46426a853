/** Living names: find_living(), find_player(), livings(). Not for: commands. */
import type { LpcObject } from '../vm/object.js'

export class Livings {
  private readonly byName = new Map<string, Set<LpcObject>>()
  private readonly living = new Set<LpcObject>()
  /** Objects that have been interactive at some time: what find_player() and userp() mean. */
  private readonly players = new WeakSet<LpcObject>()

  setName(ob: LpcObject, name: string): void {
    this.dropName(ob)
    ob.livingName = name
    let set = this.byName.get(name)
    if (!set) this.byName.set(name, (set = new Set()))
    set.add(ob)
  }

  private dropName(ob: LpcObject): void {
    if (ob.livingName === null) return
    const set = this.byName.get(ob.livingName)
    if (set?.delete(ob) && set.size === 0) this.byName.delete(ob.livingName)
    ob.livingName = null
  }

  /** Only objects with commands enabled count. The newest of a name is found first. */
  find(name: string, player: boolean): LpcObject | undefined {
    return [...(this.byName.get(name) ?? [])].reverse().find((ob) => ob.commandsEnabled && (!player || this.players.has(ob)))
  }

  enable(ob: LpcObject): void {
    ob.commandsEnabled = true
    this.living.add(ob)
  }

  disable(ob: LpcObject): void {
    ob.commandsEnabled = false
    this.living.delete(ob)
  }

  all(): LpcObject[] {
    return [...this.living]
  }

  named(): LpcObject[] {
    return this.all().filter((ob) => ob.livingName !== null)
  }

  becamePlayer(ob: LpcObject): void {
    this.players.add(ob)
  }

  isPlayer(ob: LpcObject): boolean {
    return this.players.has(ob)
  }

  remove(ob: LpcObject): void {
    this.dropName(ob)
    this.living.delete(ob)
  }
}
