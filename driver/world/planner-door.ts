/**
 * What LPC may do to planners: the game's side of the kill switch, approvals and jobs. Implemented
 * by driver/planner, which the world does not know.
 */
import type { Value } from '../vm/values.js'

export interface PlannerDoor {
  /** Switch, planners, jobs and approvals that wait: plain LPC values. */
  status(): Value
  /** Off cancels all jobs, closes all connections, and refuses requests until it is on again. */
  turn(on: boolean): void
  /** A human's yes or no to a request that waits. False when none of that id does. */
  decide(id: number, yes: boolean, by: string): boolean
  /** Ends a job. False when there is none of that id, or it has ended. */
  cancel(id: number, by: string): boolean
}
