/** `hauki up` (everything in one place), `hauki driver`, `hauki core`, `hauki node`. */
import { mkdirSync, writeSync } from 'node:fs'
import type { Logger } from 'pino'
import { NO_MESH, type Mesh } from '../mesh.js'
import { Mapping } from '../vm/mapping.js'
import type { Value } from '../vm/values.js'
import type { ObjectBridge } from '../../netd/session.js'
import { apply } from '../world/flow.js'
import type { World } from '../world/world.js'
import { objectBridge } from './bridge.js'
import { usable } from './config.js'
import { holdUntilSignal, type Running } from './hold.js'
import { joiningNeeded, joiningOf, remember, type Joining } from './joining.js'
import { makeLogger } from './log.js'
import { startMud, type Mud } from './mud.js'
import type { Settings } from './settings.js'
import { state } from './state.js'
import { received } from './successor.js'
import { errorText } from './trace-text.js'

/** The mesh is half of our code, and a driver without one does without it. */
const meshParts = () => import('./mesh-parts.js')

export async function up(config: Settings): Promise<number> {
  usable('state.dir', () => mkdirSync(state(config), { recursive: true }))
  const log = makeLogger(config, 'up')
  const running: Running[] = []
  return holdUntilSignal(log, running, async (ends) => {
    const from = await received()
    const { enrolled, openAgent, openCore, openMesh } = await meshParts()
    await locked(running, config, 'core', 'node', 'driver')
    const core = await openCore(config, log)
    running.unshift({ close: () => core.close() })
    const late = lateBridge()
    const mesh = openMesh(config, enrolled(core, config, 'driver'), late.bridge, log)
    const agent = openAgent(config, enrolled(core, config, 'node'), log)
    const mud = await startMud(config, { mesh, log, ...ends, from })
    late.world = mud.world
    running.unshift(mud)
    const node = await agent
    running.unshift({ close: () => node.close() })
    say(mud, [`swarm   ${core.url.replace(/^ws/, 'http').replace(/\/mesh$/, '')}/api/v2/swarm/nodes`])
    await firstBoot(mud.world)
    console.log('\nCtrl-C stops everything.')
  })
}

export async function driver(config: Settings, flag: string | undefined): Promise<number> {
  usable('state.dir', () => mkdirSync(state(config), { recursive: true }))
  const log = makeLogger(config, 'driver')
  const running: Running[] = []
  return holdUntilSignal(log, running, async (ends) => {
    const from = await received()
    const late = lateBridge()
    const at = joiningOf(config, 'driver')
    if (at !== null) await locked(running, config, 'driver')
    const mesh = at === null ? NO_MESH : await joined(config, at, late.bridge, log)
    const mud = await startMud(config, { mesh, log, ...ends, from, console: (text) => void writeSync(1, text) })
    late.world = mud.world
    running.unshift(mud)
    say(mud, [])
    await firstBoot(mud.world)
    if (flag !== undefined) await new Promise<void>((done) => mud.world.flag(flag, () => done()))
  })
}

export async function core(config: Settings, invite: string | undefined): Promise<number> {
  usable('state.dir', () => mkdirSync(state(config), { recursive: true }))
  const log = makeLogger(config, 'core')
  const running: Running[] = []
  return holdUntilSignal(log, running, async () => {
    const { openCore } = await meshParts()
    await locked(running, config, 'core')
    const c = await openCore(config, log)
    running.unshift({ close: () => c.close() })
    console.log(`Core at ${c.url}`)
    for (const role of invite === undefined ? [] : invite.split(',')) console.log(`invite for a ${role}: ${c.invite(role as 'node' | 'driver')}`)
  })
}

export async function node(config: Settings): Promise<number> {
  usable('state.dir', () => mkdirSync(state(config), { recursive: true }))
  const log = makeLogger(config, 'node')
  const running: Running[] = []
  return holdUntilSignal(log, running, async () => {
    const { openAgent } = await meshParts()
    const at = joiningNeeded(config, 'node')
    await locked(running, config, 'node')
    if (at.invite === null) console.log(`Node ${at.name} belongs to the Core at ${at.url}`)
    const agent = await openAgent(config, at, log, () => remember(config, 'node', at, log))
    running.unshift({ close: () => agent.close() })
    console.log(`Node ${at.name} joined ${at.url}`)
  })
}

/** Let go of last. */
async function locked(running: Running[], config: Settings, ...roles: Array<'core' | 'node' | 'driver'>): Promise<void> {
  const { lockState } = await import('./lock.js')
  for (const role of roles) running.push(lockState(config, role))
}

async function joined(config: Settings, at: Joining, bridge: ObjectBridge, log: Logger): Promise<Mesh> {
  const { openMesh } = await meshParts()
  const mesh = openMesh(config, at, bridge, log)
  // A Core that refuses has been logged, and each clone says so.
  mesh.joined.then(() => remember(config, 'driver', at, log), () => {})
  return mesh
}

/** The mesh is made before the world; objects can only pass once both exist. */
function lateBridge(): { world: World | null; readonly bridge: ObjectBridge } {
  const late: { world: World | null; bridge: ObjectBridge } = {
    world: null,
    bridge: {
      exported: (ob) => objectBridge(late.world!).exported(ob),
      imported: (end, what) => objectBridge(late.world!).imported(end, what),
      calleeOf: (value) => objectBridge(late.world!).calleeOf!(value),
      serve: (ghost, method, args, context, done) => objectBridge(late.world!).serve!(ghost, method, args, context, done),
    },
  }
  return late
}

function say(mud: Mud, more: readonly string[]): void {
  console.log('\nHauki is up.\n')
  for (const a of mud.addresses) console.log(`  ${a.what.padEnd(7)} ${a.where}`)
  for (const line of more) console.log(`  ${line}`)
}

/** Prints the generated credentials: master makes some only while the mudlib has no accounts. */
async function firstBoot(world: World): Promise<void> {
  if (!world.master) return
  const answer = await new Promise<Value>((done) => world.start({}, (F) => apply(F, world.master!, 'first_boot'), (error, value) => {
    if (error) console.error(`\nhauki: the first accounts could not be made (can this user write in ${world.config.mudlibDir}?):\n${errorText(error)}`)
    done(value)
  }))
  if (!(answer instanceof Mapping)) return
  console.log('\nFirst boot. These are shown only now:\n')
  for (const [role, account] of answer) {
    if (!(account instanceof Mapping)) continue
    console.log(`  ${String(role).padEnd(8)} name ${account.get('name')}   password ${account.get('password')}`)
    if (typeof account.get('token') === 'string') console.log(`  ${''.padEnd(8)} token ${account.get('token')}`)
  }
}
