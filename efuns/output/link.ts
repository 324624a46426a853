/**
 * Text that can be clicked: OSC 8, and MSLP's OSC 68, for clients that said they know them, plain
 * text for the rest. What goes into the sequence is checked here, since whoever can write one can
 * make others send commands. Not for: which clients do (driver/net).
 */
import { LpcObject } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { sessionOf } from '../../driver/world/output.js'
import { efun } from '../efun.js'

/** Characters of a link's target, as terminals cut them (VTE: 2083). */
const MAX_TARGET = 2_000
/** Controls, halves of characters, and what reorders text: a label must show what it is. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu
const PAGE = /^https?:\/\//i

interface Target {
  readonly page: boolean
  /** ASCII without controls: fit for an escape sequence. */
  readonly uri: string
}

/** null: nothing that a link may lead to. */
function targetOf(text: string): Target | null {
  if (text.trim() === '' || text.length > MAX_TARGET || text.search(UNPRINTABLE) >= 0) return null
  if (!PAGE.test(text)) return { page: false, uri: `send:${encodeURIComponent(text)}` }
  // A name and a password in front of the host are there to deceive.
  if (!URL.canParse(text)) return null
  const { href, username, password } = new URL(text)
  return username || password ? null : { page: true, uri: href }
}

export const link_text = efun({
  name: 'link_text', family: 'output', since: '0.1', ticks: 50,
  sig: 'string link_text(string label, string target, object ob?)',
  doc: 'Text that can be clicked by the client of `ob` (`this_player()` when it is left out). `target` is a web page (`http://`, `https://`) or a line that is sent as if it had been typed.\n\nA client that has not said that it knows links, and a screen reader\'s, gets the label alone, and of a page the address behind it. So does everybody when the target is no good: it has control characters, is too long, or a page\'s address is broken or names a user. `label` loses its control characters.\n\nClients say so by the bit 1024 of MTTS, by `OSC_HYPERLINKS` and `OSC_HYPERLINKS_SEND` of NEW-ENVIRON, or by GMCP\'s `Core.Terminal {"links": true}`. The text depends on who reads it: make it anew for each. `strwidth()` and the columns of `sprintf()` count the label only.',
  examples: ['link_text("north", "go north") == "north"', 'link_text("the rules", "https://mud.example/rules") == "the rules <https://mud.example/rules>"'],
  seeAlso: ['client_info', 'tell_object', 'strwidth'],
}, (F, label: string, target: string, ob: Value) => {
  F.charge((label.length + target.length) * 2)
  const shown = label.replace(UNPRINTABLE, '')
  const to = targetOf(target)
  if (!to) return shown
  const reader = ob instanceof LpcObject ? ob : F.player
  const info = reader && sessionOf(reader)?.wire.info
  const links = info && !info.screenReader ? info.links : ''
  if (links === '' || links === 'pages' && !to.page) return to.page && shown !== target ? `${shown} <${to.uri}>` : shown
  const text = `\x1b]8;;${to.uri}\x1b\\${shown}\x1b]8;;\x1b\\`
  return links === 'mslp' && !to.page ? `\x1b]68;1;SEND;${target}\x07\x1b[4m${text}\x1b[24m` : text
})
