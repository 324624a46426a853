/** The side panel: where one is, how one is, what is said on channels, who is here. All of it from GMCP. */
import { button, element, list, make, record, text } from './dom.js'
import { RoomMap, type Room } from './map.js'

const MAX_SAID = 100
/** How often the list of players is asked for while the panel is seen, in ms. */
const WHO_MS = 30_000

/** What GMCP does not tell again: the rest comes by itself after a resume. */
export interface PanelState {
  readonly rooms: readonly Room[]
  /** What was said on channels: by whom, what. */
  readonly said: ReadonlyArray<readonly [string, string]>
}

export interface PanelEvents {
  /** An exit was chosen. */
  go(way: string): void
  ask(name: string): void
}

export class Panel {
  readonly #map = new RoomMap(document.querySelector<SVGSVGElement>('#map')!)
  readonly #room = element('room', HTMLElement)
  readonly #exits = element('exits', HTMLElement)
  readonly #vitals = element('vitals', HTMLElement)
  readonly #said = element('said', HTMLElement)
  readonly #who = element('who', HTMLElement)

  constructor(private readonly box: HTMLElement, private readonly events: PanelEvents) {
    setInterval(() => this.#askWho(), WHO_MS)
  }

  get state(): PanelState {
    return { rooms: this.#map.rooms, said: [...this.#said.children].map((li) => [li.firstChild?.textContent ?? '', li.lastChild?.textContent ?? '']) }
  }

  restore({ rooms, said }: PanelState): void {
    this.#map.restore(rooms)
    for (const [who, what] of said) this.#say(who, what)
  }

  gmcp(name: string, data: unknown): void {
    switch (name) {
      case 'Room.Info':
        return this.#roomInfo(record(data))
      case 'Char.Vitals':
        return this.#charVitals(record(data))
      case 'Char.Name':
        this.#askWho()
        return
      case 'Comm.Channel.Text':
        return this.#channelText(record(data))
      case 'Comm.Channel.Players':
        this.#who.replaceChildren(...list(data).map((p) => make('li', {}, text(record(p).name))))
    }
  }

  #askWho(): void {
    if (this.box.clientWidth > 0) this.events.ask('Comm.Channel.Players')
  }

  #roomInfo(info: Record<string, unknown>): void {
    const exits: Record<string, string> = {}
    for (const [way, to] of Object.entries(record(info.exits))) exits[way] = text(to)
    this.#room.textContent = `${text(info.name)}${text(info.area) === '' ? '' : ` (${text(info.area)})`}`
    this.#exits.replaceChildren(...Object.keys(exits).map((way) => button(way, () => this.events.go(way))))
    this.#map.entered(text(info.num), text(info.name), exits)
  }

  /** Each `x` with a `maxx` is a gauge, with its numbers in words. */
  #charVitals(vitals: Record<string, unknown>): void {
    const gauges: HTMLElement[] = []
    for (const [name, max] of Object.entries(vitals)) {
      if (!name.startsWith('max') || !(name.slice(3) in vitals)) continue
      const [value, most] = [Number(vitals[name.slice(3)]), Number(max)]
      if (!Number.isFinite(value) || !(most > 0)) continue
      const label = `${name.slice(3).toUpperCase()} ${value} of ${most}`
      gauges.push(make('label', {}, label, make('meter', { min: '0', max: String(most), low: String(most / 3), value: String(value) }, label)))
    }
    this.#vitals.replaceChildren(...gauges)
  }

  #channelText(said: Record<string, unknown>): void {
    this.#say(`[${text(said.channel)}] ${text(said.talker)} `, text(said.text).replace(/\x1b\[[0-9;]*m/g, ''))
  }

  #say(who: string, what: string): void {
    this.#said.append(make('li', {}, make('b', {}, who), what))
    while (this.#said.childElementCount > MAX_SAID) this.#said.firstElementChild?.remove()
    this.#said.scrollTop = this.#said.scrollHeight
  }
}
