/** Taking the next line of input away from the command parser. */
import { applyDirect, callClosure, NO_FUNCTION } from '../../driver/vm/calls.js'
import { Closure } from '../../driver/vm/closure.js'
import { LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import type { Value } from '../../driver/vm/values.js'
import { sessionOf } from '../../driver/world/output.js'
import { efun } from '../efun.js'
import { objectOr } from '../objects/args.js'

const family = 'commands'
const since = '0.1'

/** Flags of input_to(). */
const NO_ECHO = 1
const NO_ESCAPE = 2

/** Sets the handler; `one` hands over only the first character of the line. */
function take(F: Fiber, name: string, fn: string | Closure, args: Value[], one: boolean): number {
  const player = F.player
  const session = player && sessionOf(player)
  if (!session) return 0
  const flag = typeof args[0] === 'number' ? args[0] : 0
  const rest = typeof args[0] === 'number' ? args.slice(1) : args
  const owner = F.self
  const ok = session.setHandler({
    noEcho: (flag & NO_ECHO) !== 0,
    noEscape: one || (flag & NO_ESCAPE) !== 0,
    run(G, line) {
      const input = one ? ([...line][0] ?? '\n') : line
      if (fn instanceof Closure) return callClosure(G, fn, [input, ...rest])
      const r = applyDirect(G, owner, fn, [input, ...rest])
      if (r === NO_FUNCTION && !owner.destructed) throw new LpcError(`${name}: No function ${fn}() in ${owner.name}.`)
      return r === NO_FUNCTION ? undefined : r
    },
  })
  return ok ? 1 : 0
}

export const get_char = efun({
  name: 'get_char', family, since, ticks: 5,
  sig: 'int get_char(string|function fn, mixed args...)',
  doc: 'As `input_to()`, but `fn` gets only the first character of what is typed, `"\\n"` for an empty line. The line must still be ended with Enter: clients send lines.',
  seeAlso: ['input_to'],
}, (F, fn: string | Closure, args: Value[] = []) => take(F, 'get_char', fn, args, true))

export const input_to = efun({
  name: 'input_to', family, since, ticks: 5,
  sig: 'int input_to(string|function fn, mixed args...)',
  doc: 'The next line `this_player()` types goes to `fn` (of this object, whatever its visibility) as `fn(line, args…)` instead of being a command. 1 on success, 0 when somebody waits for a line already or the player is not interactive.\n\nWhen the first of `args` is an int, it is a flag: 1, the client does not echo (passwords); 2, a line that begins with `!` goes to `fn` too. Without flag 1 or 2, `!command` runs a command and `fn` goes on waiting.',
  seeAlso: ['in_input', 'command'],
}, (F, fn: string | Closure, args: Value[] = []) => take(F, 'input_to', fn, args, false))

export const in_input = efun({
  name: 'in_input', family, since, ticks: 1,
  sig: 'int in_input(object ob?)',
  doc: '1 when the next line of a player goes to an `input_to()`.',
  seeAlso: ['input_to'],
}, (F, ob: Value) => (sessionOf(objectOr(F, ob, 'in_input', 1))?.hasHandler ? 1 : 0))
