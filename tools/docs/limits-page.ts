/** docs/limits.md: the constants of every limits.ts with the reasons written beside them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as front from '../../driver/lang/limits.js'
import * as net from '../../driver/net/limits.js'
import * as vm from '../../driver/vm/limits.js'
import * as ed from '../../efuns/ed/limits.js'
import { ROOT } from '../../driver/roles/paths.js'
import * as mesh from '../../netd/limits.js'
import * as vaults from '../../vaultd/limits.js'
import { page, table } from './page.js'

interface Room {
  readonly title: string
  readonly file: string
  readonly constants: Readonly<Record<string, unknown>>
  /** Where the limits of the file's interface have their values. */
  readonly defaults?: object
}

const ROOMS: readonly Room[] = [
  { title: 'The engine', file: 'driver/vm/limits.ts', constants: vm, defaults: vm.DEFAULT_LIMITS },
  { title: 'Source text', file: 'driver/lang/limits.ts', constants: front },
  { title: 'Sessions', file: 'driver/net/limits.ts', constants: net, defaults: net.DEFAULT_NET_LIMITS },
  { title: 'The editor', file: 'efuns/ed/limits.ts', constants: ed },
  { title: 'The mesh', file: 'netd/limits.ts', constants: mesh },
  { title: 'Vaults', file: 'vaultd/limits.ts', constants: vaults },
]

export interface Limit {
  readonly name: string
  readonly value: number
  readonly why: string
}

/** The limits of one file. A constant without a comment of its own shares the one above. */
export function limitsOf(room: Room, text: string): Limit[] {
  const out: Limit[] = []
  let why = ''
  const source = text.replace(/^\/\*\*[\s\S]*?\*\/\n/, '')
  for (const m of source.matchAll(/\/\*\*([\s\S]*?)\*\/|^export const (\w+)(?:: \w+)? = |^ {2}(\w+): number$/gm)) {
    const [, comment, constant, member] = m
    if (comment !== undefined) why = comment.replace(/\s*\n\s*\*?\s*/g, ' ').trim()
    const value = constant ? room.constants[constant] : member && room.defaults ? room.defaults[member as never] : undefined
    if (typeof value === 'number') out.push({ name: constant ?? member, value, why })
  }
  return out
}

export function limitsPage(): string {
  return page('Limits', 'the limits.ts of each room',
    'No input may crash or hang the process: each of these has a reason, written beside it in the source, and a hostile test. Names in camel case can be set in code or by a FluffOS config file; the rest are fixed. `mud.eval_ticks` of the settings is `evalTicks`.',
    ...ROOMS.flatMap((room) => [
      `## ${room.title}`,
      `From \`${room.file}\`.`,
      table(['limit', 'value', 'what and why'], limitsOf(room, readFileSync(join(ROOT, room.file), 'utf8')).map((l) => [`\`${l.name}\``, l.value.toLocaleString('en-US'), l.why])),
    ]))
}
