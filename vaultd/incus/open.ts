/**
 * Opens the backend `incus`: finds the server, what it can do, whether it trusts us, and really
 * starts node in a vault of it. What is missing is named so that somebody can mend it.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asVaultError, VaultError } from '../errors.js'
import { Api, fields, SOCKETS, text } from './api.js'
import { IncusBackend, type Ground, type IncusOptions } from './backend.js'
import { rootOf } from './image.js'
import { BLOCK, BLOCKS, FIRST_ID, IDS, OWNER } from './instance.js'

/** The backend, or precisely what it lacks. */
export async function openIncus(options: IncusOptions): Promise<IncusBackend | { readonly missing: readonly string[] }> {
  const server = options.server.server !== '' ? options.server.server : SOCKETS.find((path) => existsSync(path))
  if (server === undefined) return { missing: [`no Incus or LXD here: none of ${SOCKETS.join(', ')} is there; node.incus_server names another`] }
  let backend: IncusBackend | null = null
  try {
    backend = new IncusBackend(options, await survey({ ...options, server: { ...options.server, server } }))
    const failure = await backend.prove(`vaultd-probe-${randomBytes(6).toString('hex')}`)
    if (failure === null) return backend
    await backend.close()
    return { missing: [`a vault does not start at ${server}: ${failure}`] }
  } catch (e) {
    await backend?.close()
    return { missing: [asVaultError(e).message] }
  }
}

async function survey(options: IncusOptions): Promise<Ground> {
  const api = new Api(options.server)
  try {
    const about = await api.get('/1.0')
    if (text(about.auth) !== 'trusted') throw new VaultError('CONFIG', `${options.server.server} does not trust us: add the client certificate to its trust store, or use its socket as a member of its group`)
    if ((await api.find(`/1.0/storage-pools/${encodeURIComponent(options.pool)}`)) === null) throw new VaultError('CONFIG', `${options.server.server} has no storage pool ${JSON.stringify(options.pool)} (node.incus_pool)`)
    const environment = fields(about.environment)
    const remote = !options.server.server.startsWith('/')
    return { api, owner: ownerOf(options.state), root: await rootOf(realpathSync(process.execPath)), block: await freeBlock(api), member: remote ? '' : text(environment.server_name), clustered: environment.server_clustered === true }
  } catch (e) {
    api.close()
    throw e
  }
}

/** The same for every run of this agent, and for no other. */
function ownerOf(state: string): string {
  mkdirSync(state, { recursive: true, mode: 0o700 })
  const path = join(state, 'incus-owner')
  if (!existsSync(path)) writeFileSync(path, randomBytes(8).toString('hex'), { mode: 0o600 })
  return readFileSync(path, 'latin1').trim()
}

/** A block of ids that no vault uses now. By chance, so that two agents that start together hardly ever take the same. */
async function freeBlock(api: Api): Promise<number> {
  const { metadata } = await api.request('GET', '/1.0/instances?recursion=1')
  const used = new Set((Array.isArray(metadata) ? metadata : []).map((i) => fields(fields(i).config)).filter((c) => c[OWNER] !== undefined).map((c) => Math.floor((Number(c['security.idmap.base']) - FIRST_ID) / (IDS * BLOCK))))
  const free = Array.from({ length: BLOCKS }, (_, i) => i).filter((i) => !used.has(i))
  if (free.length === 0) throw new VaultError('LIMIT', 'every block of ids is in use by other agents')
  return free[randomBytes(4).readUInt32LE(0) % free.length]
}
