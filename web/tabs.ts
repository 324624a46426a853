/**
 * The tabs above the page, by mouse and arrow keys (the ARIA pattern). Wizards' tabs are hidden
 * until the server says that this session has tools; it checks each request in any case.
 */
import { element } from './dom.js'

export type Tab = 'game' | 'files' | 'errors' | 'profile' | 'swarm'

const TABS: readonly Tab[] = ['game', 'files', 'errors', 'profile', 'swarm']

export class Tabs {
  #at: Tab = 'game'
  readonly #list = element('tabs', HTMLElement)

  /** @param shown told of the tab that is shown now */
  constructor(private readonly shown: (tab: Tab) => void) {
    for (const tab of TABS) this.#button(tab).addEventListener('click', () => this.show(tab))
    this.#list.addEventListener('keydown', (event) => this.#key(event))
  }

  get at(): Tab {
    return this.#at
  }

  get allowed(): boolean {
    return !this.#list.hidden
  }

  allow(tools: boolean): void {
    this.#list.hidden = !tools
    if (!tools && this.#at !== 'game') this.show('game')
  }

  show(tab: Tab): void {
    this.#at = tab
    for (const other of TABS) {
      this.#button(other).setAttribute('aria-selected', String(other === tab))
      this.#button(other).tabIndex = other === tab ? 0 : -1
      element(`view-${other}`, HTMLElement).hidden = other !== tab
    }
    this.shown(tab)
  }

  #button(tab: Tab): HTMLButtonElement {
    return element(`tab-${tab}`, HTMLButtonElement)
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = TABS[(TABS.indexOf(this.#at) + step + TABS.length) % TABS.length]
    this.show(next)
    this.#button(next).focus()
  }
}
