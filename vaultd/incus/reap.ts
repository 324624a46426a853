/**
 * Removes instances through the API, whatever state they are in, and finds what an agent left
 * behind by the name it wrote into each.
 */
import { ApiError, fields, text, type Api } from './api.js'
import { IMAGE } from './image.js'
import { OWNER } from './instance.js'

/** Tries at removing one instance may go on for so long (ms), with a pause between them: another operation on it may be under way. */
const REMOVE_TIMEOUT = 15_000
const AGAIN = 150

/** Stops it, frozen or not, and deletes it. It may be gone, or delete itself meanwhile, as ephemeral ones do. */
export async function remove(api: Api, name: string): Promise<void> {
  const path = `/1.0/instances/${name}`
  const end = performance.now() + REMOVE_TIMEOUT
  let last: unknown = null
  for (;;) {
    const about = await api.find(path)
    if (about === null) return
    if (performance.now() > end) throw last ?? new ApiError(0, `${name} is still there, ${text(about.status)}, ${REMOVE_TIMEOUT} ms after it was told to go`)
    try {
      if (text(about.status) !== 'Stopped') await api.run('PUT', `${path}/state`, { action: 'stop', force: true, timeout: 10 })
      if (about.ephemeral !== true || text(about.status) === 'Stopped') await api.run('DELETE', path)
    } catch (e) {
      if (!(e instanceof ApiError)) throw e
      last = e
    }
    await new Promise((later) => setTimeout(later, AGAIN))
  }
}

/** The names of what was removed. @param living instances that are not left behind. @param images those in use. */
export async function reapOwner(api: Api, owner: string, living: ReadonlySet<string>, images: ReadonlySet<string>): Promise<string[]> {
  await creationsEnd(api)
  const names: string[] = []
  for (const entry of list(await api.request('GET', '/1.0/instances?recursion=1'))) {
    if (text(fields(entry.config)[OWNER]) === owner && !living.has(text(entry.name))) names.push(text(entry.name))
  }
  await Promise.all(names.map((name) => remove(api, name)))
  // Images of other workers: who still wants one makes it again.
  for (const entry of list(await api.request('GET', '/1.0/images?recursion=1'))) {
    const fingerprint = text(entry.fingerprint)
    if (text(fields(entry.properties).description) === IMAGE && !images.has(fingerprint)) await api.run('DELETE', `/1.0/images/${fingerprint}`).catch(() => {})
  }
  return names.sort()
}

/** What an agent ordered in its last moment may still be under way. */
async function creationsEnd(api: Api): Promise<void> {
  const running = fields((await api.request('GET', '/1.0/operations?recursion=1')).metadata).running
  for (const op of Array.isArray(running) ? running : []) {
    const f = fields(op)
    if (/^(Creating|Starting) instance$/.test(text(f.description)) && /vaultd-/.test(JSON.stringify(f.resources))) await api.ended(`/1.0/operations/${text(f.id)}`).catch(() => {})
  }
}

function list(answer: Awaited<ReturnType<Api['request']>>): Array<ReturnType<typeof fields>> {
  return Array.isArray(answer.metadata) ? answer.metadata.map(fields) : []
}
