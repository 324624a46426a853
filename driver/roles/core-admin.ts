/**
 * `hauki core invite|list|revoke|drain|undrain`: asks the Core that runs from this state folder, by its
 * HTTP API and the token beside it. Not for: starting a Core (up.ts).
 */
import { readFileSync } from 'node:fs'
import { ConfigError } from './config.js'
import { state } from './state.js'
import type { Settings } from './settings.js'
import { rows } from './swarm.js'

const USAGE = 'usage: hauki core invite node|driver; hauki core list; hauki core revoke NAME [driver]; hauki core drain NODE; hauki core undrain NODE'

/** Prints what came of it. Exit code 1 if the Core refuses. */
export async function coreAdmin(config: Settings, [verb, name, role]: string[]): Promise<number> {
  const ask = api(config)
  switch (verb) {
    case 'invite': {
      const answer = await ask('POST', 'invites', { role: name ?? 'node' })
      return tell(answer, (v) => (v as { invite: string }).invite)
    }
    case 'list':
      return tell(await ask('GET', 'members'), (v) => rows('Members', v as Array<Record<string, unknown>>))
    case 'revoke':
      return tell(await ask('POST', `members/${encodeURIComponent(needed(name))}/revoke?role=${role === 'driver' ? 'driver' : 'node'}`, {}), (v) => {
        const r = v as { role: string; name: string; workers: number }
        return `${r.role} ${r.name} is revoked; ${r.workers} of its workers ended`
      })
    case 'drain':
    case 'undrain':
      return tell(await ask('POST', `nodes/${encodeURIComponent(needed(name))}/drain`, { drain: verb === 'drain' }), () => `node ${name} ${verb === 'drain' ? 'gets no new workers; those it has go on' : 'gets workers again'}`)
    default:
      throw new ConfigError(USAGE)
  }
}

function needed(name: string | undefined): string {
  if (name === undefined) throw new ConfigError(USAGE)
  return name
}

interface Answer {
  readonly ok: boolean
  readonly value: unknown
}

function tell(answer: Answer, text: (value: unknown) => string): number {
  if (!answer.ok) {
    console.error(`hauki: ${(answer.value as { error?: string } | null)?.error ?? 'the Core refused'}`)
    return 1
  }
  console.log(text(answer.value))
  return 0
}

function api(config: Settings): (method: string, what: string, body?: unknown) => Promise<Answer> {
  let base: string
  let token: string
  try {
    const { url } = JSON.parse(readFileSync(state(config, 'core.json'), 'utf8')) as { url: string }
    base = url.replace(/^ws/, 'http').replace(/\/mesh$/, '/api/v2/swarm')
    token = readFileSync(state(config, 'core', 'api.token'), 'utf8').trim()
  } catch {
    throw new ConfigError(`no Core runs from the state folder ${state(config)} (state.dir)`)
  }
  return async (method, what, body) => {
    let r: Response
    try {
      r = await fetch(`${base}/${what}`, { method, headers: { authorization: `Bearer ${token}`, connection: 'close' }, body: body === undefined ? undefined : JSON.stringify(body) })
    } catch (e) {
      throw new ConfigError(`the Core at ${base} does not answer (${((e as Error).cause as Error | undefined)?.message ?? String(e)}); is it running?`)
    }
    return { ok: r.ok, value: await r.json().catch(() => null) }
  }
}
