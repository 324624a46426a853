/** Privileges of objects: data for the master's decisions; the driver itself reads none of it. */
import { Closure } from '../../driver/vm/closure.js'
import { DENIED, LpcError } from '../../driver/vm/errors.js'
import type { Value } from '../../driver/vm/values.js'
import { allowed, permit } from '../../driver/world/security.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { needObject, objectOr } from './args.js'

const family = 'objects'
const since = '0.1'

export const query_privs = efun({
  name: 'query_privs', family, since, ticks: 2,
  sig: 'string query_privs(object ob?)',
  doc: 'The privilege string of an object: what `master->privs_file()` or `set_privs()` gave it, else 0.',
  seeAlso: ['set_privs'],
}, (F, ob: Value) => objectOr(F, ob, 'query_privs', 1).privs)

export const set_privs = efun({
  name: 'set_privs', family, since, ticks: 3,
  sig: 'void set_privs(object ob, string|int privs)',
  doc: 'Sets the privilege string of an object; 0 takes it away. Only the master and the simul_efun object may (a mudlib wraps it there), or who `master->valid_set_privs(caller, ob, privs)` lets.',
  seeAlso: ['query_privs'],
}, (F, ob: Value, privs: Value) => {
  const world = worldOf(F)
  const target = needObject(ob, 'set_privs', 1)
  if (!permit(world, F, 'valid_set_privs', [target, privs])) throw new LpcError('set_privs: Permission denied.', { code: DENIED })
  target.privs = typeof privs === 'string' ? privs : 0
  return 0
})

export const getuid = efun({
  name: 'getuid', family, since, ticks: 2,
  sig: 'string getuid(object ob?)',
  doc: 'The user id of an object: who made its file, as `master->creator_file()` said. 0 when the mudlib uses no uids (its master has no `get_root_uid()`).',
  seeAlso: ['geteuid', 'seteuid'],
}, (F, ob: Value) => objectOr(F, ob, 'getuid', 1).uid ?? 0)

export const geteuid = efun({
  name: 'geteuid', family, since, ticks: 2,
  sig: 'string geteuid(object|function ob?)',
  doc: 'The effective user id of an object, or of the owner of a function, or 0.',
  seeAlso: ['seteuid', 'getuid'],
}, (F, ob: Value) => objectOr(F, ob instanceof Closure ? ob.owner : ob, 'geteuid', 1).euid ?? 0)

export const seteuid = efun({
  name: 'seteuid', family, since, ticks: 5,
  sig: 'int seteuid(string|int uid)',
  doc: 'Sets the effective user id of this object: to its own uid, to 0, or to what `master->valid_seteuid(ob, uid)` allows. 1 on success.',
  seeAlso: ['geteuid'],
}, (F, uid: Value) => {
  const ob = F.self
  if (typeof uid !== 'string') {
    ob.euid = null
    return 1
  }
  if (uid !== ob.uid && !allowed(worldOf(F), F, 'valid_seteuid', [ob, uid], false)) return 0
  ob.euid = uid
  return 1
})

export const export_uid = efun({
  name: 'export_uid', family, since, ticks: 5,
  sig: 'int export_uid(object ob)',
  doc: 'Makes this object\'s effective uid the uid of `ob`, which must have no effective uid. 1 on success.',
  seeAlso: ['seteuid'],
}, (F, ob: Value) => {
  const target = needObject(ob, 'export_uid', 1)
  if (!F.self.euid) throw new LpcError('export_uid: This object has no effective uid.', { code: DENIED })
  if (target.euid) return 0
  target.uid = F.self.euid
  return 1
})
