/**
 * ed(): the editor in a player's own session. Each line the player types goes to it, until it is
 * left. Not for: ed_start() and ed_cmd(), whose lines the mudlib hands over (index.ts).
 */
import { applyDirect, callClosure, NO_FUNCTION } from '../../driver/vm/calls.js'
import { Closure } from '../../driver/vm/closure.js'
import { LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import type { LpcObject } from '../../driver/vm/object.js'
import { truthy, type Result, type Value } from '../../driver/vm/values.js'
import { sessionOf } from '../../driver/world/output.js'
import type { Session as Connection } from '../../driver/world/session.js'
import { efun } from '../efun.js'
import { objectOr } from '../objects/args.js'
import { EdFault } from './fault.js'
import { filesFor } from './files.js'
import { SCROLL } from './limits.js'
import { Session, type Files } from './session.js'
import { sessions } from './sessions.js'

type Hook = string | Closure | undefined

/** Calls a function the mudlib named for the editor; a name is one of `owner`. */
function hook(F: Fiber, owner: LpcObject, fn: Hook, args: Value[]): Result {
  if (fn instanceof Closure) return callClosure(F, fn, args)
  if (fn === undefined || fn === '' || owner.destructed) return undefined
  const r = applyDirect(F, owner, fn, args)
  return r === NO_FUNCTION ? undefined : r
}

/** Asks the mudlib before a write and tells it after: both in the middle of a command, so neither may wait. */
function watched(F: Fiber, owner: LpcObject, files: Files, onWrite: Hook): Files {
  if (onWrite === undefined) return files
  const ask = (path: string, done: number): Value => F.without<any>('the write function of ed()', () => hook(F, owner, onWrite, [path, done])) as Value
  return {
    absolute: (name) => files.absolute(name),
    read: (path) => files.read(path),
    write(path, lines, append) {
      if (!truthy(ask(path, 0))) throw new EdFault(`${path} may not be written now.`)
      files.write(path, lines, append)
      ask(path, 1)
    },
  }
}

class Editing {
  constructor(
    private readonly player: LpcObject,
    private readonly owner: LpcObject,
    private readonly connection: Connection,
    private readonly editor: Session,
    private readonly onWrite: Hook,
    private readonly onExit: Hook,
  ) {}

  /** Waits for the next line, behind the editor's own prompt. */
  listen(): boolean {
    const ok = this.connection.setHandler({ noEcho: false, noEscape: false, run: (F, line) => this.line(F, line) })
    if (ok && this.editor.mode === 0) this.connection.write(':')
    return ok
  }

  private line(F: Fiber, line: string): Result {
    if (this.owner.destructed || this.player.destructed) return this.end(F)
    F.enter(this.owner)
    try {
      this.editor.charge = (ticks) => F.charge(ticks)
      this.editor.files = watched(F, this.owner, filesFor(F, 'ed'), this.onWrite)
      this.connection.write(this.editor.input(line))
    } finally {
      F.sp--
      // An error of the mudlib's must not leave the player without the editor and the editor open.
      if (!this.editor.ended) this.listen()
    }
    return this.editor.ended ? this.end(F) : undefined
  }

  private end(F: Fiber): Result {
    if (sessions.get(this.player) === this.editor) sessions.delete(this.player)
    return hook(F, this.owner, this.onExit, [])
  }
}

export const ed = efun({
  name: 'ed', family: 'ed', since: '0.1', ticks: 100, mode: 'calls',
  sig: 'void ed(string file?, string|function fn1?, string|function|int fn2?, int restricted?)',
  doc: 'Starts the line editor for `this_player()`: what the player types goes to it until `q` or `x` (`h` lists its commands; `!command` runs a command meanwhile).\n\n`ed(file, exit_fn, restricted)` calls `exit_fn()` of this object at the end. `ed(file, write_fn, exit_fn, restricted)` calls `write_fn(path, 0)` before each write, which is done only when that gives a true value, and `write_fn(path, 1)` after it; it must not wait. `restricted` forbids other files. Files are read and written through master\'s valid_read() and valid_write(), asked with `ed`.\n\nAn error when the player is not interactive, edits already, or waits in an `input_to()`.',
  seeAlso: ['ed_start', 'in_edit'],
}, (F: Fiber, file?: string, fn1?: Hook, fn2?: Hook | number, restricted?: Value): Result => {
  const player = F.player
  const connection = player && sessionOf(player)
  if (!player || !connection) throw new LpcError('ed: There is no interactive player.')
  if (sessions.has(player)) throw new LpcError('ed: The player is editing already.')
  // As FluffOS: two functions are write and exit, one alone is exit.
  const two = typeof fn2 === 'string' || fn2 instanceof Closure
  const onWrite = two ? fn1 : undefined
  const onExit = two ? (fn2 as Hook) : fn1
  const editor = new Session(watched(F, F.self, filesFor(F, 'ed'), onWrite), { restricted: truthy(two ? restricted : (fn2 as Value)), scroll: SCROLL })
  editor.charge = (ticks) => F.charge(ticks)
  const text = editor.open(file ?? '')
  const editing = new Editing(player, F.self, connection, editor, onWrite, onExit)
  connection.write(text)
  if (!editing.listen()) throw new LpcError('ed: Somebody waits for a line of the player already.')
  sessions.set(player, editor)
  return 0
})

export const in_edit = efun({
  name: 'in_edit', family: 'ed', since: '0.1', ticks: 2,
  sig: 'string in_edit(object ob?)',
  doc: 'The file an object edits, by `ed()` or `ed_start()` (`""` for a text without a name), or 0.',
  examples: ['in_edit() == 0'],
  seeAlso: ['ed', 'ed_start', 'in_input'],
}, (F, ob: Value) => sessions.get(objectOr(F, ob, 'in_edit', 1))?.file ?? 0)
