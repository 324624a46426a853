/**
 * Environment variables of the driver's process, as far as the host's administrator lists them in the
 * config file. What LPC sets is LPC's own: the process and its children never see it.
 */
import { DENIED, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import type { Value } from '../../driver/vm/values.js'
import { worldOf, type World } from '../../driver/world/world.js'
import { efun } from '../efun.js'

const family = 'system'
const since = '0.1'

/** Numbers of "allowed" and "writable os environment variables" in <runtime_config.h>. */
const ALLOWED = 17
const WRITABLE = 18
/** UTF-16 units of one value: as much as a kernel takes for all of them. */
const MAX_VALUE = 131_072

/** What set_os_env() set or took away. */
const changed = new WeakMap<World, Map<string, string | undefined>>()

function listed(F: Fiber, name: string, ...lists: number[]): boolean {
  const { runtimeConfig } = worldOf(F).config
  return name !== '' && lists.some((at) => String(runtimeConfig.get(at) ?? '').split(':').includes(name))
}

export const get_os_env = efun({
  name: 'get_os_env', family, since, ticks: 10,
  sig: 'string get_os_env(string name)',
  doc: 'The value of an environment variable of the driver, undefined when it is not set. Only those that a FluffOS config file names under `allowed os environment variables` or `writable os environment variables`, parted by colons; any other is an error.',
  examples: ['catch(get_os_env("HOME")) != 0'],
  seeAlso: ['set_os_env', 'get_config'],
}, (F, name: string) => {
  if (!listed(F, name, ALLOWED, WRITABLE)) throw new LpcError(`get_os_env: Permission denied: ${name}.`, { code: DENIED })
  const own = changed.get(worldOf(F))
  return own?.has(name) ? own.get(name) : process.env[name]
})

export const set_os_env = efun({
  name: 'set_os_env', family, since, ticks: 10,
  sig: 'int set_os_env(string name, string value?)',
  doc: 'Sets what `get_os_env()` gives for a variable, or takes it away without a value. Only those named under `writable os environment variables`. 1 on success. The driver\'s own process does not see it.',
  examples: ['catch(set_os_env("PATH", "/tmp")) != 0'],
  seeAlso: ['get_os_env'],
}, (F, name: string, value: Value) => {
  if (!listed(F, name, WRITABLE)) throw new LpcError(`set_os_env: Permission denied: ${name}.`, { code: DENIED })
  const world = worldOf(F)
  if (typeof value === 'string' && value.length > MAX_VALUE) throw new LpcError(`set_os_env: The value is longer than ${MAX_VALUE}.`)
  if (!changed.has(world)) changed.set(world, new Map())
  changed.get(world)!.set(name, typeof value === 'string' ? value : undefined)
  return 1
})
