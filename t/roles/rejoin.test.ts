/**
 * A node and a driver that have joined once start again, killed or not, without an invite; who has not is told what is missing.
 * Two of a kind do not run from one state folder; a log that cannot be written stops nobody.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { Child, hauki } from '../e2e/kit.js'
import { until } from '../vaultd/base.js'

const folder = mkdtempSync(join(tmpdir(), 'hauki-rejoin-'))
const all: Child[] = []
t.teardown(async () => {
  for (const c of all) await c.stop('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

const stateOf = (role: string): string => join(folder, role)
/** Without a working folder that has a hauki.toml of somebody's. */
function role(name: string, ...args: string[]): Child {
  const c = new Child([name, ...args, '--state-dir', stateOf(name)], { cwd: folder })
  all.push(c)
  return c
}

interface Member { readonly role: string; readonly name: string; readonly here: boolean }

t.test('an invite is needed once', async (t) => {
  const core = role('core', '--core-port', '0', '--core-authorities', '', '--invite', 'node,driver', '--log-file', '/dev/full', '--log-level', 'debug')
  const [, forNode] = /invite for a node: (\S+)\n/.exec(await core.expect(/invite for a node: \S+\n/))!
  const [, forDriver] = /invite for a driver: (\S+)\n/.exec(await core.expect(/invite for a driver: \S+\n/))!
  const { url } = JSON.parse(readFileSync(join(stateOf('core'), 'core.json'), 'utf8')) as { url: string }
  const api = `${url.replace(/^ws/, 'http').replace(/\/mesh$/, '')}/api/v2/swarm/members`
  const token = readFileSync(join(stateOf('core'), 'core', 'api.token'), 'utf8').trim()
  const here = async (which: string): Promise<Member | undefined> => ((await (await fetch(api, { headers: { authorization: `Bearer ${token}` } })).json()) as Member[]).find((m) => m.role === which && m.here)
  const comes = async (which: string): Promise<string> => {
    for (let i = 0; i < 3_000; i++) {
      const m = await here(which)
      if (m !== undefined) return m.name
      await new Promise((done) => setTimeout(done, 10))
    }
    return 'nobody'
  }
  const small = ['--node-pool', '0', '--node-isolation', 'none']

  const stranger = await hauki(['node', '--state-dir', join(folder, 'stranger'), ...small], '', folder)
  t.equal(stranger.status, 78)
  t.match(stranger.err, /mesh\.invite is not set, and the state folder .*stranger has joined no Core before as a node/)

  const node = role('node', '--join', forNode, '--mesh-name', 'anvil', ...small)
  await node.expect(/Node anvil joined ws:/)
  t.notMatch(readFileSync(join(stateOf('node'), 'node.joined.json'), 'utf8'), /invite|secret/i)
  await node.stop('SIGKILL')
  const again = role('node', ...small)
  await again.expect(/Node anvil belongs to the Core at ws:/)
  await again.expect(/Node anvil joined ws:/)
  t.equal(await comes('node'), 'anvil', 'by the name it joined with')

  // A key of its own is what lets it in: the memory alone is worth nothing.
  writeFileSync(join(folder, 'copy'), readFileSync(join(stateOf('node'), 'node.joined.json')))
  const thief = join(folder, 'thief')
  await hauki(['node', '--state-dir', thief, ...small], '', folder)
  writeFileSync(join(thief, 'node.joined.json'), readFileSync(join(folder, 'copy')))
  const refused = await hauki(['node', '--state-dir', thief, ...small], '', folder)
  t.match(refused.err, /refuses: this key is not enrolled/)
  writeFileSync(join(thief, 'node.joined.json'), '{"url":"ws://x/mesh"}')
  const damaged = await hauki(['node', '--state-dir', thief, ...small], '', folder)
  t.equal(damaged.status, 78)
  t.match(damaged.err, /node\.joined\.json is damaged/)

  const lib = join(folder, 'master.c')
  writeFileSync(lib, 'int made;\n')
  const mud = ['--mud-mudlib', folder, '--mud-master', '/master', '--mud-simul-efun', '', '--mud-global-include', '', '--telnet-port=-1', '--web-port=-1']
  const driver = role('driver', '--mesh-invite', forDriver, '--mesh-name', 'forge', ...mud)
  t.equal(await comes('driver'), 'forge')
  t.ok(await until(() => existsSync(join(stateOf('driver'), 'driver.joined.json'))))
  await driver.stop('SIGKILL')
  role('driver', ...mud)
  t.equal(await comes('driver'), 'forge', 'the driver, too')

  for (const name of ['core', 'node', 'driver']) {
    const second = await hauki([name, '--state-dir', stateOf(name), ...(name === 'core' ? ['--core-port', '0', '--core-authorities', ''] : name === 'node' ? small : mud)], '', folder)
    t.equal(second.status, 78)
    t.match(second.err, new RegExp(`a ${name} runs from \\S+/${name} already`))
  }
  t.equal(await comes('node'), 'anvil', 'the first ones do not notice')
  t.equal(await again.stop('SIGINT'), 0)
  await core.stop('SIGINT')
  t.equal(core.err.match(/the log \/dev\/full cannot be written/g)?.length, 1, 'said once')
})
