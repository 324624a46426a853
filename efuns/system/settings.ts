/**
 * What get_config() gives for the numbers of FluffOS's runtime_config.h: what the configuration
 * said, else what is true of this driver. Not for: reading configurations (driver/roles).
 */
import type { Limits } from '../../driver/vm/limits.js'
import type { Value } from '../../driver/vm/values.js'
import type { World } from '../../driver/world/world.js'

/** Strings are 0 to 255, ints from 256 to 511. */
export const CONFIG_NUMBERS = 512
const INT = 256

export function setting(world: World, which: number): string | number | undefined {
  const { config, limits } = world
  const given = config.runtimeConfig.get(which)
  if (given !== undefined && !changed.get(world)?.has(which)) return given
  switch (which) {
    case 0: return config.mudName
    case 2: return '/'
    case 5: return config.includeDirs.join(':')
    case 7: return config.masterFile
    case 8: return config.simulEfunFile ?? ''
    case 11: return config.defaultErrorMessage
    case 12: return config.defaultFailMessage
    case 13: return config.globalInclude
    case INT + 2: return config.cleanUpSeconds
    case INT + 3: return config.resetSeconds
    case INT + 7: return limits.inheritDepth
    case INT + 8: return limits.evalTicks
    case INT + 10: return limits.callDepth
    case INT + 11: return limits.arraySize
    case INT + 12: return limits.bufferSize
    case INT + 13: return limits.mappingSize
    case INT + 14: return limits.stringLength
    case INT + 16: return limits.readFileSize
    case INT + 17: return limits.readFileSize
    case INT + 25: return config.heartBeatMs
    case INT + 33: return 1
    case INT + 39: return config.thisPlayerInCallOut ? 1 : 0
    case INT + 42: return config.interactiveCatchTell ? 1 : 0
    case INT + 43: return config.receiveSnoop ? 1 : 0
    case INT + 53: return config.enableCommandsInit ? 1 : 0
    default: return undefined
  }
}

/** Limits by number, with the least and the most that leave the driver usable. */
const CHANGEABLE: ReadonlyMap<number, readonly [limit: keyof Limits, least: number, most: number]> = new Map([
  [INT + 7, ['inheritDepth', 5, 200]],
  [INT + 8, ['evalTicks', 10_000, 10_000_000_000]],
  [INT + 10, ['callDepth', 20, 2_000]],
  [INT + 11, ['arraySize', 1, 10_000_000]],
  [INT + 12, ['bufferSize', 1_000, 134_217_728]],
  [INT + 13, ['mappingSize', 1, 10_000_000]],
  [INT + 14, ['stringLength', 1_000, 134_217_728]],
  [INT + 16, ['readFileSize', 1_000, 134_217_728]],
] as const)

/** Sets a limit; false when it is none, or the value is out of its range. */
export function changeSetting(world: World, which: number, value: Value): boolean {
  const row = CHANGEABLE.get(which)
  if (!row || typeof value !== 'number') return false
  const [limit, least, most] = row
  if (value < least || value > most) return false
  world.limits[limit] = value
  changed.get(world)?.add(which) ?? changed.set(world, new Set([which]))
  return true
}

/** What set_config() changed: the configuration's own value counts no more. */
const changed = new WeakMap<World, Set<number>>()
