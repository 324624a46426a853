/** The connection of a player: where from, how long idle, exec and snoop, GMCP. */
import { DENIED, LpcError, badArgument } from '../../driver/vm/errors.js'
import { Mapping } from '../../driver/vm/mapping.js'
import type { LpcObject } from '../../driver/vm/object.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import type { Value } from '../../driver/vm/values.js'
import { sessionOf } from '../../driver/world/output.js'
import { permit, trusted } from '../../driver/world/security.js'
import type { Session } from '../../driver/world/session.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { needObject, orZero } from '../objects/args.js'

const family = 'living'
const since = '0.1'

/** The session of an optional player argument; this_player() when it was left out. */
function session(F: Fiber, ob: Value): Session | null {
  const who = ob === undefined ? F.player : (ob as LpcObject)
  return who ? sessionOf(who) : null
}

export const exec = efun({
  name: 'exec', family, since, ticks: 20,
  sig: 'int exec(object to, object from)',
  doc: 'Moves the connection of `from` to `to`: what is typed goes to `to` from now on. 1 on success. An error when `from` has no connection, or `to` has one.\n\n`from` itself may do it, and the master and the simul_efun object; others (the one that would get the connection too) as `master->valid_exec(caller, to, from)` says. An `input_to()` that was set stays with the connection.',
  seeAlso: ['interactive', 'this_player'],
}, (F, to: Value, from: Value) => {
  const world = worldOf(F)
  const [t, f] = [needObject(to, 'exec', 1), needObject(from, 'exec', 2)]
  if (!f.interactive) throw badArgument('exec', 2, 'interactive object', 'one that is not')
  if (F.self !== f && !permit(world, F, 'valid_exec', [t, f])) throw new LpcError('exec: Permission denied.', { code: DENIED })
  return world.sessions.exec(F, t, f) ? 1 : 0
})

export const query_idle = efun({
  name: 'query_idle', family, since, ticks: 2,
  sig: 'int query_idle(object ob?)',
  doc: 'Seconds since a player typed the last line.',
  seeAlso: ['interactive'],
}, (F, ob: Value) => {
  const s = session(F, ob)
  if (!s) throw new LpcError('query_idle() of non-interactive object.')
  return Math.floor((worldOf(F).now() - s.lastInput) / 1_000)
})

export const query_ip_number = efun({
  name: 'query_ip_number', family, since, ticks: 2,
  sig: 'string query_ip_number(object ob?)',
  doc: 'The address a player is connected from, or 0.',
  seeAlso: ['query_ip_name', 'query_ip_port'],
}, (F, ob: Value) => session(F, ob)?.wire.info.address ?? 0)

export const query_ip_name = efun({
  name: 'query_ip_name', family, since, ticks: 2,
  sig: 'string query_ip_name(object ob?)',
  doc: 'The address a player is connected from, or 0. The driver looks no names up: that would tell a third party who plays.',
  seeAlso: ['query_ip_number'],
}, (F, ob: Value) => session(F, ob)?.wire.info.address ?? 0)

export const query_ip_port = efun({
  name: 'query_ip_port', family, since, ticks: 2,
  sig: 'int query_ip_port(object ob?)',
  doc: 'The port of the driver that a player is connected to, or 0.',
  seeAlso: ['query_ip_number'],
}, (F, ob: Value) => session(F, ob)?.wire.info.port ?? 0)

export const compressedp = efun({
  name: 'compressedp', family, since, ticks: 2,
  sig: 'int compressedp(object ob)',
  doc: '1 when what a telnet client gets is compressed (MCCP2, which it asks for itself; never within TLS). 0 too for what is not interactive and for the browser.',
  examples: ['compressedp(this_object()) == 0'],
  seeAlso: ['client_info', 'interactive'],
}, (F, ob: Value) => (session(F, ob)?.wire.info.compressed ? 1 : 0))

export const client_info = efun({
  name: 'client_info', family, since, ticks: 5,
  sig: 'mapping client_info(object ob?)',
  doc: 'What is known of a player\'s client: `kind` of connection, `client` and `terminal` names, `cols`, `rows`, `utf8`, `gmcp`, `screen_reader`, `links` (`""`, `"pages"`, `"osc8"` or `"mslp"`, as `link_text()` uses them). 0 when the object is not interactive.',
  seeAlso: ['query_ip_number', 'has_gmcp'],
}, (F, ob: Value) => {
  const info = session(F, ob)?.wire.info
  if (!info) return 0
  return Mapping.of([
    ['kind', info.kind], ['client', info.client], ['terminal', info.terminal], ['cols', info.cols], ['rows', info.rows],
    ['utf8', info.utf8 ? 1 : 0], ['gmcp', info.gmcp ? 1 : 0], ['screen_reader', info.screenReader ? 1 : 0], ['links', info.links],
  ])
})

export const snoop = efun({
  name: 'snoop', family, since, ticks: 10,
  sig: 'object snoop(object by, object victim?)',
  doc: 'Lets `by` see what `victim` sees and types (not passwords), as text or through `receive_snoop()`; without `victim`, ends it. Gives the victim, or 0 when they would snoop in a circle; a victim that is not interactive is an error.\n\nThe master and the simul_efun object may, others as `master->valid_snoop(caller, by, victim)` says.',
  seeAlso: ['query_snoop', 'query_snooping'],
}, (F, by: Value, victim: Value) => {
  const world = worldOf(F)
  const snooper = needObject(by, 'snoop', 1)
  if (victim === undefined || victim === 0) {
    world.sessions.snoop(snooper, null)
    return 0
  }
  const v = needObject(victim, 'snoop', 2)
  if (!permit(world, F, 'valid_snoop', [snooper, v])) throw new LpcError('snoop: Permission denied.', { code: DENIED })
  if (!v.interactive) throw badArgument('snoop', 2, 'interactive object', 'one that is not')
  return world.sessions.snoop(snooper, v) ? v : 0
})

export const query_snoop = efun({
  name: 'query_snoop', family, since, ticks: 2,
  sig: 'object query_snoop(object ob)',
  doc: 'Who snoops this player, or 0.',
  seeAlso: ['snoop', 'query_snooping'],
}, (_F, ob: Value) => orZero(sessionOf(needObject(ob, 'query_snoop', 1))?.snooper))

export const query_snooping = efun({
  name: 'query_snooping', family, since, ticks: 2,
  sig: 'object query_snooping(object ob)',
  doc: 'Whom this object snoops, or 0.',
  seeAlso: ['snoop', 'query_snoop'],
}, (F, ob: Value) => orZero(worldOf(F).sessions.snooping(needObject(ob, 'query_snooping', 1))))

export const has_gmcp = efun({
  name: 'has_gmcp', family, since, ticks: 1,
  sig: 'int has_gmcp(object ob?)',
  doc: '1 when the player\'s client speaks GMCP.',
  seeAlso: ['send_gmcp'],
}, (F, ob: Value) => (session(F, ob === undefined ? F.self : ob)?.wire.info.gmcp ? 1 : 0))

export const send_gmcp = efun({
  name: 'send_gmcp', family, since, ticks: 10,
  sig: 'int send_gmcp(string message)',
  doc: 'Sends a GMCP message to this object\'s client: a package name and JSON, as in `"Char.Vitals {\\"hp\\":12}"`. 0 when the client does not speak GMCP. An error when the JSON is none.',
  seeAlso: ['has_gmcp'],
}, (F, text: string) => {
  const s = sessionOf(F.self)
  if (!s?.wire.info.gmcp) return 0
  F.charge(text.length >> 5)
  const cut = text.indexOf(' ')
  if (cut < 0) {
    s.wire.gmcp(text, undefined)
    return 1
  }
  let data: unknown
  try {
    data = JSON.parse(text.slice(cut + 1))
  } catch {
    throw new LpcError('send_gmcp: The part after the package name is not JSON.')
  }
  s.wire.gmcp(text.slice(0, cut), data)
  return 1
})

export const flush_messages = efun({
  name: 'flush_messages', family, since, ticks: 5,
  sig: 'void flush_messages(object ob?)',
  doc: 'Sends the text that waits for a player (or for all) now instead of at the end of the turn.',
  seeAlso: ['write'],
}, (F, ob: Value) => {
  for (const u of ob === undefined ? worldOf(F).sessions.users() : [needObject(ob, 'flush_messages', 1)]) sessionOf(u)?.flush(false)
  return 0
})

export const has_msdp = efun({
  name: 'has_msdp', family, since, ticks: 1,
  sig: 'int has_msdp(object ob?)',
  doc: '0: the driver does not speak MSDP with any client. What MSDP, MSP, MXP and ZMP were made for goes over GMCP here.',
  examples: ['has_msdp(this_object()) == 0'],
  seeAlso: ['has_gmcp', 'client_info'],
}, () => 0)

export const has_msp = efun({
  name: 'has_msp', family, since, ticks: 1,
  sig: 'int has_msp(object ob?)',
  doc: '0: the driver does not speak MSP with any client. What MSDP, MSP, MXP and ZMP were made for goes over GMCP here.',
  examples: ['has_msp(this_object()) == 0'],
  seeAlso: ['has_gmcp', 'client_info'],
}, () => 0)

export const has_mxp = efun({
  name: 'has_mxp', family, since, ticks: 1,
  sig: 'int has_mxp(object ob?)',
  doc: '0: the driver does not speak MXP with any client. What MSDP, MSP, MXP and ZMP were made for goes over GMCP here.',
  examples: ['has_mxp(this_object()) == 0'],
  seeAlso: ['has_gmcp', 'client_info'],
}, () => 0)

export const has_zmp = efun({
  name: 'has_zmp', family, since, ticks: 1,
  sig: 'int has_zmp(object ob?)',
  doc: '0: the driver does not speak ZMP with any client. What MSDP, MSP, MXP and ZMP were made for goes over GMCP here.',
  examples: ['has_zmp(this_object()) == 0'],
  seeAlso: ['has_gmcp', 'client_info'],
}, () => 0)

export const telnet_nop = efun({
  name: 'telnet_nop', family, since, ticks: 1,
  sig: 'void telnet_nop(object ob?)',
  doc: 'Does nothing: the driver itself finds out whether a client is still there (TCP keep-alive). It exists for mudlibs that call it.',
  seeAlso: ['query_idle'],
}, () => 0)

export const query_charmode = efun({
  name: 'query_charmode', family, since, ticks: 1,
  sig: 'int query_charmode(object ob?)',
  doc: '0 for an interactive object: clients send lines here. -2 for any other.',
  examples: ['query_charmode(this_object()) == -2'],
  seeAlso: ['get_char', 'interactive'],
}, (F, ob: Value) => (session(F, ob) ? 0 : -2))

export const remove_interactive = efun({
  name: 'remove_interactive', family, since, ticks: 10,
  sig: 'int remove_interactive(object ob)',
  doc: 'Closes the connection of an object, after what is queued was sent. `net_dead()` is not called. 1 when there was one. Only the object itself, the master and the simul_efun object may.',
  seeAlso: ['exec', 'destruct'],
}, (F, ob: Value) => {
  const world = worldOf(F)
  const o = needObject(ob, 'remove_interactive', 1)
  if (F.self !== o && !trusted(world, F.self)) throw new LpcError('remove_interactive: Permission denied.', { code: DENIED })
  const s = sessionOf(o)
  s?.close('Closed by the game.')
  return s ? 1 : 0
})
