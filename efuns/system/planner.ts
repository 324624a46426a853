/** planner_control(): the game's hand on its planners. What planners do is driver/planner. */
import { BAD_ARGUMENT, LpcError } from '../../driver/vm/errors.js'
import { isInt, type Value } from '../../driver/vm/values.js'
import { denied, permit } from '../../driver/world/security.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'

export const planner_control = efun({
  name: 'planner_control', family: 'system', since: '0.1', ticks: 20,
  sig: 'mixed planner_control(string action, int id?)',
  doc: 'Looks after AI planners. `action` is `"status"` (a mapping: `on`, `planners`, `jobs`, `approvals`), `"on"` or `"off"` (the kill switch: off ends all their jobs and connections), `"approve"` or `"deny"` with the id of an approval, `"cancel"` with the id of a job. 1 when it was done, 0 when there was nothing of that id or this driver lets no planners in.\n\nOnly the master and the simul_efun object may, others as `master->valid_planner_control(caller, action)` says.',
  seeAlso: ['fibers', 'abort'],
}, (F, action: string, id: Value) => {
  const world = worldOf(F)
  if (!permit(world, F, 'valid_planner_control', [action])) throw denied('planner_control: Permission denied.')
  const door = world.planner
  if (!door) return 0
  const number = isInt(id) ? Number(id) : 0
  const by = F.player?.livingName ?? F.self.name
  switch (action) {
    case 'status': return door.status()
    case 'on': case 'off':
      door.turn(action === 'on')
      return 1
    case 'approve': case 'deny': return door.decide(number, action === 'approve', by) ? 1 : 0
    case 'cancel': return door.cancel(number, by) ? 1 : 0
  }
  throw new LpcError(`planner_control: Unknown action "${action.slice(0, 40)}".`, { code: BAD_ARGUMENT })
})
