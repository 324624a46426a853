/** docs/limits.md: the constants of every limits.ts with the reasons written beside them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../../driver/roles/paths.js'
import { page, table } from './page.js'

export interface Room {
  readonly title: string
  readonly file: string
  readonly constants: Readonly<Record<string, unknown>>
  /** Where the limits of the file's interface have their values. */
  readonly defaults: Readonly<Record<string, unknown>>
}

/** Headings in the order of the page; a file that is not here gets its path as heading. */
const TITLES: Readonly<Record<string, string>> = {
  'driver/vm/limits.ts': 'The engine',
  'driver/lang/limits.ts': 'Source text',
  'driver/compile/limits.ts': 'The compiler',
  'driver/world/limits.ts': 'The world',
  'driver/net/limits.ts': 'Sessions',
  'driver/planner/limits.ts': 'Planners',
  'efuns/ed/limits.ts': 'The editor',
  'efuns/http/limits.ts': '`http_request()`',
  'efuns/json/limits.ts': 'JSON',
  'efuns/parser/limits.ts': 'Sentences',
  'efuns/sockets/limits.ts': 'LPC\'s sockets',
  'netd/limits.ts': 'The mesh',
  'vaultd/limits.ts': 'Vaults',
}

const files = ['driver', 'efuns', 'netd', 'vaultd'].flatMap((top) =>
  readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' }).filter((f) => /(^|\/)limits\.ts$/.test(f)).map((f) => `${top}/${f}`))

/** Every limits.ts there is. */
export const ROOMS: readonly Room[] = await Promise.all([...new Set([...Object.keys(TITLES).filter((f) => files.includes(f)), ...files.sort()])].map(async (file) => {
  const constants = (await import(new URL(`../../${file.replace(/ts$/, 'js')}`, import.meta.url).href)) as Record<string, unknown>
  const defaults = Object.entries(constants).find(([name, v]) => /^DEFAULT_/.test(name) && typeof v === 'object')?.[1] ?? {}
  return { title: TITLES[file] ?? `\`${file}\``, file, constants, defaults: defaults as Record<string, unknown> }
}))

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
    const value = constant ? room.constants[constant] : room.defaults[member]
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
