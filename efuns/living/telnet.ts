/**
 * What FluffOS's mudlibs ask of the telnet connection. Much of it the driver does by itself here, or does
 * over GMCP; those efuns say so and do nothing, as FluffOS's do with a client that did not agree.
 * Not for: GMCP (connection.ts).
 */
import { LpcObject } from '../../driver/vm/object.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import type { Value } from '../../driver/vm/values.js'
import { apply } from '../../driver/world/flow.js'
import { sessionOf } from '../../driver/world/output.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'

const family = 'living'
const since = '0.1'

export const telnet_ga = efun({
  name: 'telnet_ga', family, since, ticks: 5,
  sig: 'void telnet_ga()',
  doc: 'Ends one piece of output of this player object: what was written is sent, and its last line is marked as a prompt (GA or EOR, as the client agreed). The driver does so by itself after each command.',
  seeAlso: ['flush_messages', 'write'],
}, (F) => {
  sessionOf(F.self)?.flush(true)
  return 0
})

/** The client was asked when it connected: what it said is told again, in a turn of its own. */
function tell(F: Fiber, fn: string, args: (info: NonNullable<ReturnType<typeof sessionOf>>['wire']['info']) => Value[] | null): number {
  const { self } = F
  const session = sessionOf(self)
  const values = session && args(session.wire.info)
  if (!values) return 0
  const world = worldOf(F)
  world.clock.soon(() => {
    if (!self.destructed) world.start({ player: self }, (G) => apply(G, self, fn, values))
  })
  return 0
}

export const request_term_type = efun({
  name: 'request_term_type', family, since, ticks: 5,
  sig: 'void request_term_type()',
  doc: 'Has `terminal_type(name)` called in this player object with the terminal\'s name. Every client is asked for it when it connects; without an answer from it nothing is called.',
  seeAlso: ['client_info', 'request_term_size'],
}, (F) => tell(F, 'terminal_type', (info) => (info.terminal ? [info.terminal] : null)))

export const start_request_term_type = efun({
  name: 'start_request_term_type', family, since, ticks: 1,
  sig: 'void start_request_term_type()',
  doc: 'Does nothing: every client is asked for its terminal\'s type when it connects, which in FluffOS this begins.',
  seeAlso: ['request_term_type', 'client_info'],
}, () => 0)

export const request_term_size = efun({
  name: 'request_term_size', family, since, ticks: 5,
  sig: 'void request_term_size(int on?)',
  doc: 'Has `window_size(columns, lines)` called in this player object. Clients tell changes by themselves, which cannot be switched off: with 0 nothing happens.',
  seeAlso: ['client_info', 'request_term_type'],
}, (F, on: Value) => (on === 0 ? 0 : tell(F, 'window_size', (info) => [info.cols, info.rows])))

const NONE = 'Does nothing: the driver does not speak {} with any client, GMCP serves its purpose.'

export const act_mxp = efun({
  name: 'act_mxp', family, since, ticks: 1,
  sig: 'void act_mxp()',
  doc: NONE.replace('{}', 'MXP'),
  seeAlso: ['has_mxp', 'send_gmcp'],
}, () => 0)

export const telnet_msp_oob = efun({
  name: 'telnet_msp_oob', family, since, ticks: 1,
  sig: 'void telnet_msp_oob(string message)',
  doc: NONE.replace('{}', 'MSP'),
  seeAlso: ['has_msp', 'send_gmcp'],
}, () => 0)

export const send_zmp = efun({
  name: 'send_zmp', family, since, ticks: 1,
  sig: 'void send_zmp(string command, string *args)',
  doc: NONE.replace('{}', 'ZMP'),
  seeAlso: ['has_zmp', 'send_gmcp'],
}, () => 0)

export const send_msdp_variable = efun({
  name: 'send_msdp_variable', family, since, ticks: 1,
  sig: 'void send_msdp_variable(string name, mixed value)',
  doc: NONE.replace('{}', 'MSDP'),
  seeAlso: ['has_msdp', 'send_gmcp'],
}, () => 0)

export const send_nullbyte = efun({
  name: 'send_nullbyte', family, since, ticks: 5,
  sig: 'int send_nullbyte(object player)',
  doc: 'Sends what waits for a player now: some clients of old took a null byte as the end of a piece of output, which no client needs today. 1, or -2 when the object is not interactive.',
  examples: ['send_nullbyte(this_object()) == -2'],
  seeAlso: ['flush_messages', 'telnet_ga'],
}, (_F, ob: Value) => {
  const session = ob instanceof LpcObject ? sessionOf(ob) : null
  session?.flush(false)
  return session ? 1 : -2
})

export const remove_charmode = efun({
  name: 'remove_charmode', family, since, ticks: 1,
  sig: 'void remove_charmode(object player)',
  doc: 'Does nothing: clients send lines here, get_char() too waits for Enter.',
  seeAlso: ['get_char', 'query_charmode', 'remove_get_char'],
}, () => 0)

export const remove_get_char = efun({
  name: 'remove_get_char', family, since, ticks: 2,
  sig: 'int remove_get_char(object player)',
  doc: 'Takes back the get_char() or input_to() of a player: its next line is a command again. 1 when there was one, -2 when the object is not interactive.',
  examples: ['remove_get_char(this_object()) == -2'],
  seeAlso: ['get_char', 'input_to', 'in_input'],
}, (_F, ob: Value) => {
  const s = ob instanceof LpcObject ? sessionOf(ob) : null
  return !s ? -2 : s.dropHandler() ? 1 : 0
})
