/**
 * What a page leaves to the page that a reload puts in its place. It lies in sessionStorage only
 * between the two: written when one goes, taken away when the next comes. So a tab that is
 * duplicated while it plays finds nothing, and of two that find the same the server lets one in.
 */
import { list, record, text } from './dom.js'
import type { Place } from './connection.js'
import type { Draft } from './files.js'
import type { PanelState } from './panel.js'
import type { Tab } from './tabs.js'
import type { Shown } from './transcript.js'

export interface Stay {
  readonly place: Place
  readonly shown: readonly Shown[]
  readonly panel: PanelState
  readonly tab: Tab
  readonly plain: boolean
  readonly files: Draft | null
}

const KEY = 'hauki.stay'

/** Puts it down. What is too much for the storage is left out, the least needed first. */
export function leave(stay: Stay): void {
  for (const part of [stay, { ...stay, files: null }, { ...stay, files: null, shown: [] }]) {
    try {
      return sessionStorage.setItem(KEY, JSON.stringify(part))
    } catch {
      // Full, or forbidden by the browser's settings.
    }
  }
}

/** Takes it up; null: nothing was left. */
export function takeUp(): Stay | null {
  try {
    const stored = sessionStorage.getItem(KEY)
    sessionStorage.removeItem(KEY)
    const stay = record(JSON.parse(stored ?? 'null'))
    return text(record(stay.place).token) !== '' && list(stay.shown) === stay.shown ? stay as unknown as Stay : null
  } catch {
    return null
  }
}
