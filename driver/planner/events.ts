/** What happens to a planner unasked, numbered: live to its connections, and kept a while for those that come back. */
import { KEPT_EVENTS } from './limits.js'

export interface PlannerEvent {
  /** From 1, without gaps; they do not survive a restart. */
  readonly seq: number
  readonly type: 'output' | 'job' | 'approval'
  readonly data: unknown
}

export class Events {
  readonly listeners = new Set<(event: PlannerEvent) => void>()
  private ring: PlannerEvent[] = []
  private last = 0

  get seq(): number {
    return this.last
  }

  push(type: PlannerEvent['type'], data: unknown): void {
    const event: PlannerEvent = { seq: ++this.last, type, data }
    this.ring.push(event)
    if (this.ring.length > KEPT_EVENTS * 2) this.ring = this.ring.slice(-KEPT_EVENTS)
    for (const hear of [...this.listeners]) hear(event)
  }

  /** Those after `seq`, oldest first; `lost` counts what is no longer there. */
  after(seq: number, limit: number): { events: PlannerEvent[]; lost: number; last: number } {
    const first = this.ring[0]?.seq ?? this.last + 1
    const events = this.ring.filter((e) => e.seq > seq).slice(0, limit)
    return { events, lost: Math.max(0, first - 1 - Math.max(0, seq)), last: this.last }
  }
}
