/**
 * The Core's Prometheus metrics.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Core } from './core.js'

export interface CoreMetrics {
  readonly registry: Registry
  readonly spawnSeconds: Histogram<'warm'>
  readonly spawnFailed: Counter<'code'>
  readonly refused: Counter<'code'>
  readonly redeemed: Counter
  readonly ended: Counter
}

export function createMetrics(core: Core): CoreMetrics {
  const registry = new Registry()
  const registers = [registry]
  new Gauge({ name: 'hauki_nodes', help: 'Nodes that are connected', registers, collect() { this.set(core.nodes.size) } })
  new Gauge({ name: 'hauki_workers', help: 'Workers that run', registers, collect() { this.set(core.registry.running().length) } })
  new Gauge({ name: 'hauki_relay_pairs', help: 'Connections through the relay', registers, collect() { this.set(core.relay.pairs) } })
  new Gauge({ name: 'hauki_relay_bytes', help: 'Bytes relayed since the start', registers, collect() { this.set(core.relay.bytes) } })
  new Gauge({
    name: 'hauki_node_warm_vaults', help: 'Warm vaults by node', labelNames: ['node'], registers,
    collect() {
      this.reset()
      for (const n of core.nodes.values()) this.set({ node: n.hello.name }, n.load.warm)
    },
  })
  return {
    registry,
    spawnSeconds: new Histogram({ name: 'hauki_spawn_seconds', help: 'From request to ticket', labelNames: ['warm'], buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5], registers }),
    spawnFailed: new Counter({ name: 'hauki_spawn_failed_total', help: 'Clones that failed, by code', labelNames: ['code'], registers }),
    refused: new Counter({ name: 'hauki_refused_total', help: 'Members, tickets and connections refused, by code', labelNames: ['code'], registers }),
    redeemed: new Counter({ name: 'hauki_tickets_redeemed_total', help: 'Tickets redeemed', registers }),
    ended: new Counter({ name: 'hauki_workers_ended_total', help: 'Workers that ended', registers }),
  }
}
