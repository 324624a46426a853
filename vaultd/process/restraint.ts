/**
 * Holds vaults of the backend `process` to their memory, processors and processes, and counts
 * what they use: by control groups where this user may make them, else by looking at /proc and
 * stopping what has had too much for a while.
 *
 * Not for: the limits that a process is born with (command.ts), the groups themselves (lxc/groups.ts).
 */
import type { VaultUsage } from '../backend.js'
import { VaultError } from '../errors.js'
import { Groups, PROCESS_ROOT } from '../lxc/groups.js'
import { having, hierarchies, NEEDED, type Hierarchy } from '../lxc/hierarchies.js'
import { newOwner } from '../lxc/owner.js'
import { DEFAULT_CPU } from '../limits.js'
import { hardLimit } from '../memory.js'
import { dataLimit, MAX_TASKS, type Command } from './command.js'
import { Governor } from './governor.js'

export interface Limits {
  /** MiB of heap. */
  readonly memory: number
  readonly cpu: number
  readonly tasks?: number
}

export interface Restraint {
  readonly kind: 'groups' | 'sampling'
  /** Before a vault starts: what to start instead, so that nothing of it runs unrestrained. */
  prepare(name: string, limits: Limits, command: Command): Promise<Command>
  started(name: string, pid: number): void
  limit(name: string, limits: Limits): Promise<void>
  /** It is stopped by hand, and must not be set going by us. */
  frozen(name: string, frozen: boolean): void
  usage(name: string): VaultUsage | null
  ended(name: string): Promise<void>
  close(): Promise<void>
}

/** The best that this user can have here. @param groups false: not even try. */
export async function openRestraint(groups: boolean): Promise<Restraint> {
  const all = hierarchies()
  if (groups && NEEDED.every((c) => having(all, c) !== null)) {
    try {
      const made = new Groups(all, newOwner(), PROCESS_ROOT)
      await made.create('vaultd-probe', { memory: hardLimit(64), cpu: 1, tasks: MAX_TASKS })
      if (await made.remove('vaultd-probe')) return new ByGroups(made, all)
      await made.close()
    } catch (e) {
      // Not ours to make: a user without a delegated group.
      if (!(e instanceof VaultError) && typeof (e as NodeJS.ErrnoException).code !== 'string') throw e
    }
  }
  return new BySampling()
}

/** Joins the groups named before the first `--`, then becomes the command after it: whatever it starts is in them too. */
const JOIN = 'while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift; exec "$@"'

class ByGroups implements Restraint {
  readonly kind = 'groups'

  constructor(readonly groups: Groups, readonly all: readonly Hierarchy[]) {}

  async prepare(name: string, limits: Limits, { file, args }: Command): Promise<Command> {
    await this.groups.create(name, { memory: hardLimit(limits.memory), cpu: limits.cpu, tasks: limits.tasks ?? MAX_TASKS })
    return { file: '/bin/sh', args: ['-c', JOIN, 'vault', ...this.groups.joining(name), '--', file, ...args] }
  }

  started(): void {
    // It has joined by itself.
  }

  limit(name: string, limits: Limits): Promise<void> {
    return this.groups.limit(name, { memory: hardLimit(limits.memory), cpu: limits.cpu, tasks: limits.tasks })
  }

  frozen(): void {
    // A stopped process is stopped, whatever its group may use.
  }

  usage(name: string): VaultUsage | null {
    return this.groups.usage(name)
  }

  async ended(name: string): Promise<void> {
    await this.groups.remove(name)
  }

  close(): Promise<void> {
    return this.groups.close()
  }
}

class BySampling implements Restraint {
  readonly kind = 'sampling'
  readonly #governor = new Governor()
  readonly #limits = new Map<string, Limits>()

  async prepare(name: string, limits: Limits, command: Command): Promise<Command> {
    this.#limits.set(name, limits)
    return command
  }

  started(name: string, pid: number): void {
    this.#governor.add(name, pid, this.#limits.get(name)?.cpu ?? DEFAULT_CPU)
  }

  async limit(name: string, limits: Limits): Promise<void> {
    // Memory is what the process was born with; it can only be more than was asked.
    this.#limits.set(name, { ...limits, memory: this.#limits.get(name)?.memory ?? limits.memory })
    this.#governor.limit(name, limits.cpu)
  }

  frozen(name: string, frozen: boolean): void {
    this.#governor.frozen(name, frozen)
  }

  usage(name: string): VaultUsage | null {
    const limits = this.#limits.get(name)
    const seen = this.#governor.seen(name)
    if (limits === undefined || seen === null) return null
    return {
      memoryLimit: dataLimit(limits.memory), memoryPeak: seen.memoryPeak, outOfMemory: null, cpuLimit: limits.cpu, cpuSeconds: seen.cpuSeconds, throttledSeconds: seen.heldSeconds,
      tasksLimit: null, tasksPeak: null,
    }
  }

  async ended(name: string): Promise<void> {
    this.#governor.remove(name)
    this.#limits.delete(name)
  }

  async close(): Promise<void> {
    this.#governor.close()
  }
}
