/**
 * The editor as efuns: one session an object, fed by the mudlib line by line.
 */
import type { Fiber } from '../../driver/vm/fiber.js'
import type { Int, Value } from '../../driver/vm/values.js'
import { LpcError } from '../../driver/vm/errors.js'
import { efun, type Efun } from '../efun.js'
import { filesFor } from './files.js'
import { SCROLL } from './limits.js'
import { ed, in_edit } from './interactive.js'
import { Session } from './session.js'
import { sessions } from './sessions.js'

/** What an editor of 1,000 lines a screen would show at once is a whole file. */
const MAX_SCROLL = 1_000

/** As FluffOS: of exactly two arguments, 1 is `restricted` and anything else is `scroll`. */
function optionsOf(restricted: Int | undefined, scroll: Int | undefined): { restricted: boolean; scroll: number } {
  const second = Number(restricted ?? 0)
  const lines = Number(scroll ?? (scroll === undefined && second !== 1 ? second : 0))
  return { restricted: scroll === undefined ? second === 1 : second !== 0, scroll: lines > 0 ? Math.min(lines, MAX_SCROLL) : SCROLL }
}

export const ed_start = efun({
  name: 'ed_start', family: 'ed', since: '0.1', ticks: 100,
  sig: 'string ed_start(string file?, int restricted?, int scroll?)',
  doc: 'Starts the line editor for this object and returns what it says, such as the number of lines. '
    + 'Go on with ed_cmd(). `file` may not exist yet; without it the text is empty and nameless. '
    + '`restricted` forbids editing or writing any other file. `scroll` is the number of lines `z` shows (20). '
    + 'Files are read and written through master\'s valid_read() and valid_write(), asked with `ed_start` and `ed_cmd`. '
    + 'An object edits one text at a time: ed_start() while it edits is an error.',
  seeAlso: ['ed_cmd', 'query_ed_mode'],
}, (F: Fiber, file?: string | number, restricted?: Int, scroll?: Int): Value => {
  if (sessions.has(F.self)) throw new LpcError('ed_start: this object is editing already.')
  const session = new Session(filesFor(F, 'ed_start'), optionsOf(restricted, scroll))
  session.charge = (ticks) => F.charge(ticks)
  const answer = session.open(typeof file === 'string' ? file : '')
  sessions.set(F.self, session)
  return answer
})

export const ed_cmd = efun({
  name: 'ed_cmd', family: 'ed', since: '0.1', ticks: 20,
  sig: 'string ed_cmd(string line)',
  doc: 'Gives a line to the editor that ed_start() started: a command, or a line of text after `a`, `i` or `c`. '
    + 'Returns what it shows, each line ended; what it refuses begins with `? `. `h` lists its commands.',
  seeAlso: ['ed_start', 'query_ed_mode'],
}, (F: Fiber, line: string): Value => {
  const session = sessions.get(F.self)
  if (!session) throw new LpcError('ed_cmd: this object is not editing.')
  session.files = filesFor(F, 'ed_cmd')
  session.charge = (ticks) => F.charge(ticks)
  const answer = session.input(line.replace(/\r?\n$/, ''))
  if (session.ended) sessions.delete(F.self)
  return answer
})

export const query_ed_mode = efun({
  name: 'query_ed_mode', family: 'ed', since: '0.1', ticks: 2,
  sig: 'int query_ed_mode()',
  doc: 'Tells what the editor of this object waits for: 0 a command, a number above 0 that line of text, -1 it does not edit.',
  examples: ['query_ed_mode() == -1'],
  seeAlso: ['ed_start', 'ed_cmd'],
}, (F: Fiber): Value => sessions.get(F.self)?.mode ?? -1)

export default [ed, in_edit, ed_start, ed_cmd, query_ed_mode] as Efun[]
