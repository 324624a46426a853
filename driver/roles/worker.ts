/**
 * `hauki worker`: the small driver inside a vault. No mudlib, no master, no network: the
 * injected source, the engine, and one object. Bundled into one file (dist/worker.cjs).
 * Not for: the descriptor protocol and sessions (vaultd/guest).
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startupSnapshot } from 'node:v8'
import { rehearseAll, runGuest, type Bundle, type GuestEngine, type GuestHandle, type Injected } from '../../vaultd/guest.js'
import { tracing } from '../../netd/tracing.js'
import type { ObjectBridge } from '../../netd/session.js'
import { CompileError, LpcError } from '../vm/errors.js'
import { DEFAULT_LIMITS } from '../vm/limits.js'
import type { Fiber } from '../vm/fiber.js'
import { LpcObject } from '../vm/object.js'
import type { Result } from '../vm/values.js'
import { after } from '../world/flow.js'
import { normalise, objectName } from '../world/paths.js'
import { isLogCall } from '../world/remote.js'
import type { World } from '../world/world.js'
import { callPublic, failureOf, objectBridge, runCall } from './bridge.js'
import { guestMesh } from './guest-mesh.js'
import { makeWorld } from './make-world.js'
import { WARM_SOURCE } from './warm.js'
import { WorkerLog } from './worker-log.js'

interface Guest {
  /** The folder of its files. */
  readonly root: string
  readonly world: World
  readonly ob: LpcObject
  readonly log: WorkerLog
}

/** Is this process run to be kept as a snapshot? What starts from it begins with serve(). */
let snapping = startupSnapshot.isBuildingSnapshot()

let guest: Guest | null = null
/** The agent's ear; there before anything is injected. */
let agent: GuestHandle | null = null

/** Workers that were handed over are called directly. */
function bridge(): ObjectBridge {
  return objectBridge(current().world, (ticket) => agent!.open(ticket))
}

/** Never called before inject() succeeded: the port refuses sessions until then. */
function current(): Guest {
  if (!guest) throw new LpcError('No worker object yet.')
  return guest
}

async function inject(bundle: Bundle & { readonly absent: ReadonlySet<string> }): Promise<Injected> {
  const root = mkdtempSync(join(tmpdir(), 'worker-'))
  for (const [path, text] of Object.entries(bundle.files)) {
    const host = join(root, normalise(path))
    mkdirSync(dirname(host), { recursive: true })
    writeFileSync(host, text)
  }
  const missing = new Set<string>()
  const log = new WorkerLog()
  const world = makeWorld({
    logger: log.logger,
    mudlibDir: root,
    masterFile: '/master',
    globalInclude: bundle.include in bundle.files ? `#include "${bundle.include}"\n` : '',
    limits: bundle.ticks === null ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, evalTicks: bundle.ticks },
    network: false,
    mesh: guestMesh(() => agent?.owner() ?? null),
    httpDoor: (question, done) => agent!.http(question, done),
    onMissing: (path) => {
      if (!bundle.absent.has(path) && !(path in bundle.files)) missing.add(path)
    },
  })
  return new Promise((done) => {
    const clone = (F: Fiber): Result => world.loader.clone(F, objectName(bundle.main), [...bundle.args])
    const begin = (F: Fiber): Result => {
      if (!(bundle.simulEfun in bundle.files)) return clone(F)
      return after(F, world.loader.load(F, objectName(bundle.simulEfun)), (simul) => {
        if (simul instanceof LpcObject) world.simulEfun = simul
        return clone(F)
      })
    }
    // What it is allowed is for its calls: with few ticks its files would not even be compiled.
    world.start({ ticks: Math.max(bundle.ticks ?? 0, DEFAULT_LIMITS.evalTicks) }, begin, (error, ob) => {
      if (missing.size > 0 && !(ob instanceof LpcObject)) return done({ missing: [...missing] })
      if (error instanceof CompileError) return done({ compileError: { message: error.message, report: error.report } })
      if (error) return done({ runtimeError: { message: error.message, trace: failureOf(error).trace } })
      if (!(ob instanceof LpcObject)) return done({ runtimeError: { message: `${bundle.main} made no object.`, trace: [] } })
      world.scheduler.start()
      guest = { root, world, ob, log }
      // One that ends itself ends its vault, once what it answers in this turn has left.
      world.onDestruct.add((gone) => {
        if (gone === ob && agent !== null) world.clock.soon(() => agent!.exit('destructed'))
      })
      done({ ok: true })
    })
  })
}

/** Rounds of warming up: the second finds most functions compiled. */
const WARM_ROUNDS = 2
/** Guests of rehearsals before a snapshot: V8 takes none if something with a finalizer has been collected. */
const kept: Guest[] = []

async function warm(): Promise<void> {
  for (let i = 0; i < WARM_ROUNDS; i++) {
    await inject({ worker: 'warm', incarnation: 1, main: '/warm.c', files: { '/warm.c': WARM_SOURCE }, simulEfun: '', include: '', args: [], memory: 0, ticks: null, library: null, absent: new Set() })
    const g = guest
    guest = null
    if (!g) return
    if (snapping) kept.push(g)
    g.world.scheduler.stop()
    runCall(g.world, g.ob, { chain: '', depth: 0, deadlineMs: 1000 }, (F) => callPublic(F, g.ob, 'run', ['one two one']), () => {})
    rmSync(g.root, { recursive: true })
  }
}

const engine: GuestEngine = {
  started(handle) {
    agent = handle
    tracing.listen((span) => handle.log(`span ${JSON.stringify(span)}`), false)
  },
  warm,
  inject,
  call(method, args, context, done) {
    const { world, ob, log } = current()
    if (isLogCall(method)) return done(null, log.lines())
    return runCall(world, ob, context, (F) => callPublic(F, ob, method, args), done)
  },
  bridge: {
    exported: (ob) => bridge().exported(ob),
    imported: (end, what) => bridge().imported(end, what),
    calleeOf: (value) => bridge().calleeOf!(value),
    root: () => guest?.ob ?? null,
  },
}

function serve(): void {
  snapping = false
  kept.length = 0
  runGuest(engine)
}

// A snapshot of this process (vaultd/process/snapshot.ts) is taken here, rehearsed: what has been compiled is in it.
if (snapping) {
  startupSnapshot.setDeserializeMainFunction(serve)
  void rehearseAll(engine)
} else {
  serve()
}
