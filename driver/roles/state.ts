/** Where a role keeps its state. */
import { join, resolve } from 'node:path'
import { text } from './config.js'
import type { Settings } from './settings.js'

/** A path below state.dir. */
export function state(config: Settings, ...parts: string[]): string {
  return join(resolve(text(config, 'state.dir')), ...parts)
}
