/**
 * Which Core a node or a driver belongs to, and by what name: from the invite it was given, else as
 * the state folder remembers it from the time it joined. What is remembered is no secret: the key
 * beside it, which the Core has enrolled, is what lets it in.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Logger } from 'pino'
import { keyFromText, keyToText } from '../../netd/keys.js'
// Not from index.js: a driver without a mesh would load the Core and the agent, a third of its start.
import { parseInvite, type Invite } from '../../vaultd/invite.js'
import { ConfigError, text } from './config.js'
import type { Settings } from './settings.js'
import { state } from './state.js'

/** Where a Core is and how to join it. In `hauki up` the keys are enrolled by hand, without an invite. */
export interface Joining {
  readonly url: string
  readonly key: Uint8Array
  readonly invite: string | null
  readonly name: string
}

type JoiningRole = 'node' | 'driver'

const noteOf = (config: Settings, role: JoiningRole): string => state(config, `${role}.joined.json`)

/** From the invite, else from memory. Null when there is neither. Throws ConfigError. */
export function joiningOf(config: Settings, role: JoiningRole): Joining | null {
  const line = text(config, 'mesh.invite')
  if (!line) return remembered(config, role)
  const i = invite(line)
  if (i.role !== role) throw new ConfigError(`mesh.invite is for a ${i.role}, this is a ${role}`)
  return { url: i.url, key: i.coreKey, invite: i.secret, name: nameOf(config) }
}

/** As joiningOf(), for a role that is nothing without a Core. */
export function joiningNeeded(config: Settings, role: JoiningRole): Joining {
  const at = joiningOf(config, role)
  if (at !== null) return at
  throw new ConfigError(`mesh.invite is not set, and the state folder ${state(config)} has joined no Core before as a ${role}: print an invite with \`hauki core --invite ${role}\` where the Core runs`)
}

function invite(line: string): Invite {
  try {
    return parseInvite(line)
  } catch (e) {
    throw new ConfigError(`mesh.invite: ${(e as Error).message}`)
  }
}

/** Its name in the swarm, where none was agreed on before. */
export function nameOf(config: Settings): string {
  return text(config, 'mesh.name') || hostname().toLowerCase().replaceAll(/[^a-z0-9.-]/g, '-')
}

/** Once the Core has let it in. A disk that is full costs the memory and nothing else. */
export function remember(config: Settings, role: JoiningRole, { url, key, name }: Joining, log: Logger): void {
  const note = noteOf(config, role)
  const part = `${note}.new`
  try {
    writeFileSync(part, `${JSON.stringify({ url, key: keyToText(key), name })}\n`, { mode: 0o600 })
    renameSync(part, note)
  } catch (e) {
    rmSync(part, { force: true })
    log.warn({ file: note, error: (e as Error).message }, 'the next start needs --join or mesh.invite again')
  }
}

function remembered(config: Settings, role: JoiningRole): Joining | null {
  const note = noteOf(config, role)
  let json: string
  try {
    json = readFileSync(note, 'utf8')
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new ConfigError(`state.dir: ${(e as Error).message}`)
  }
  try {
    const { url, key, name } = JSON.parse(json) as Record<string, unknown>
    if (typeof url !== 'string' || !/^wss?:\/\/\S+$/.test(url) || typeof key !== 'string' || typeof name !== 'string') throw new ConfigError('a part is missing')
    return { url, key: keyFromText(key), invite: null, name: text(config, 'mesh.name') || name }
  } catch {
    throw new ConfigError(`state.dir: ${note} is damaged; remove it and join by an invite`)
  }
}
