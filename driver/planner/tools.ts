/**
 * The tools of the browser client for whoever plays in it: files, compiler, errors, profiler,
 * swarm. Proto `tools` on a WebSocket of json.mudstandards.org, beside the game: a request is
 * `{"id": …, "verb": …, …arguments}` as the envelope's data, the answer has the same id and `ok`
 * with `result` or `error`, as a planner's. A request too long for one frame comes in pieces, all but
 * the last with the envelope's id `more`. Who asks is the body that the connection plays, and
 * master->valid_tool() judges each request: what the page shows or hides decides nothing.
 */
import type { OpenSide, Side, SideEvents } from '../net/wire.js'
import { LpcObject } from '../vm/object.js'
import { truthy, type Result, type Value } from '../vm/values.js'
import { workerLog } from '../world/remote.js'
import { askMaster } from '../world/security.js'
import type { World } from '../world/world.js'
import { NO_FUNCTION } from '../vm/calls.js'
import { PlannerError } from './errors.js'
import { Events } from './events.js'
import { inFiber, within } from './in-fiber.js'
import { Jobs } from './jobs.js'
import { Once } from './once.js'
import { MAX_ID, MAX_REFUSED, MAX_REQUEST_BYTES, MAX_TOOL_OPEN, PROFILE_SECONDS } from './limits.js'
import { Quotas } from './quota.js'
import { fromJson, toJson } from './untrusted.js'
import type { Principal, Verb } from './verb.js'

export const TOOLS = 'tools'

/** The driver's figures of the last minutes. */
export interface FigureSource {
  since(after: number): { readonly columns: readonly string[]; readonly rows: ReadonlyArray<readonly number[]>; readonly last: number }
}

/** Those of the planners' verbs that are a wizard's tools, too. */
const SHARED = ['file_list', 'file_read', 'file_write', 'check', 'doc_search', 'object_inspect', 'errors', 'swarm'] as const

export function openTools(world: World, figures: FigureSource): OpenSide {
  return (side) => new Tools(world, figures, side)
}

/** The envelope's id of a piece that is not the last. */
const MORE = 'more'

type Arguments = Record<string, unknown>

class Tools implements SideEvents {
  private open = 0
  private refused = 0
  private gone = false
  /** The pieces so far of a request; null: of one that was refused. */
  private pieces: string | null = ''
  private readonly quotas: Quotas
  private shared: ReadonlyMap<string, Verb> | null = null

  constructor(private readonly world: World, private readonly figures: FigureSource, private readonly side: Side) {
    this.quotas = new Quotas(() => world.clock.mono())
  }

  message(part: string, piece: string): void {
    if (part === MORE) return this.keep(piece)
    const { pieces } = this
    this.pieces = ''
    if (pieces !== null) this.ask(pieces + piece)
  }

  closed(): void {
    this.gone = true
    this.pieces = null
  }

  /** Only who has tools at all may have so much kept. */
  private keep(piece: string): void {
    if (this.pieces === null) return
    try {
      if (this.pieces === '') this.judge(this.body(), 'hello', {})
      if (this.pieces.length + piece.length > MAX_REQUEST_BYTES) throw new PlannerError('TOO_LARGE', 'The request is too long.', { limit: MAX_REQUEST_BYTES })
      this.pieces += piece
    } catch (e) {
      this.pieces = null
      this.answer('', e instanceof PlannerError ? e : this.bug(e, MORE), null)
    }
  }

  private ask(data: string): void {
    let request: Arguments | null = null
    try {
      const value: unknown = JSON.parse(data)
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) request = value as Arguments
    } catch {
      // Told below, as anything else that is no request.
    }
    const { id: given = '', verb, ...args } = request ?? {}
    const id = typeof given === 'string' || typeof given === 'number' ? given : ''
    if (!request || typeof verb !== 'string' || String(id).length > MAX_ID) return this.answer(id, new PlannerError('BAD_REQUEST', 'A request is {"id": …, "verb": …, …}.'), null)
    if (this.open >= MAX_TOOL_OPEN) return this.answer(id, new PlannerError('QUOTA', 'Too many requests wait for their answers.', { quota: 'open_requests', limit: MAX_TOOL_OPEN, retry_after_ms: 100 }), null)
    this.open++
    void this.perform(verb, args).then((result) => this.answer(id, null, result), (e: unknown) => this.answer(id, e instanceof PlannerError ? e : this.bug(e, verb), null)).finally(() => { this.open-- })
  }

  /** Whom the connection plays. Throws AUTH at the login. */
  private body(): LpcObject {
    const ob = this.world.sessions.playedBy(this.side.wire())
    if (!ob) throw new PlannerError('AUTH', 'Log in first.')
    return ob
  }

  private async perform(name: string, args: Arguments): Promise<unknown> {
    this.quotas.requests.take(1)
    const ob = this.body()
    this.judge(ob, name, { ...args, ...ownerOf(this.world, args.worker) })
    const own = OWN[name]
    if (own) return own({ world: this.world, figures: this.figures, ob }, args)
    this.shared ??= new Map([...(await import('./verbs/index.js')).VERBS].filter(([n]) => (SHARED as readonly string[]).includes(n)))
    const verb = this.shared.get(name)
    if (!verb) throw new PlannerError('UNKNOWN_VERB', `There is no tool ${JSON.stringify(name.slice(0, 40))}.`)
    const parsed = verb.input.safeParse(args)
    if (!parsed.success) throw new PlannerError('BAD_REQUEST', parsed.error.issues.slice(0, 3).map((i) => `${i.path.join('.')}: ${i.message}`).join('; '))
    return verb.run({ world: this.world, who: this.principal(ob), job: null }, parsed.data as never)
  }

  /** A request counts as the player's command: the master sees who is playing. */
  private judge(ob: LpcObject, name: string, args: Arguments): void {
    let answer: Value | typeof NO_FUNCTION
    try {
      answer = within(this.world, ob, (F) => askMaster(this.world, F, 'valid_tool', [ob, name, fromJson(args)]))
    } catch (e) {
      this.world.log.error({ err: e, tool: name }, 'master->valid_tool() failed; the request is denied')
      answer = 0
    }
    if (answer === NO_FUNCTION || typeof answer === 'string' || !truthy(answer as Value)) {
      throw new PlannerError('DENIED', typeof answer === 'string' ? answer : 'That is not for you.')
    }
  }

  private principal(ob: LpcObject): Principal {
    const { clock } = this.world
    return { name: ob.name, home: '', body: { object: async () => ob } as unknown as Principal['body'], events: new Events(), jobs: new Jobs(clock), quotas: this.quotas, once: new Once() }
  }

  private answer(id: string | number, error: PlannerError | null, result: unknown): void {
    if (this.gone) return
    this.side.send(String(id), JSON.stringify(error ? { id, ok: false, error: error.toJSON() } : { id, ok: true, result }))
    if (error && ++this.refused >= MAX_REFUSED) this.side.close('too many bad requests')
  }

  private bug(e: unknown, verb: string): PlannerError {
    this.world.log.error({ err: e, verb }, 'A tool of the browser client failed')
    return new PlannerError('INTERNAL', 'A fault of the driver; it was logged.', {}, e)
  }
}

interface ToolContext {
  readonly world: World
  readonly figures: FigureSource
  readonly ob: LpcObject
}

interface EfunRow {
  readonly spec: { readonly name: string; readonly sig: string; readonly doc: string }
  readonly fn: (F: unknown, ...args: Value[]) => Result
}

/** Calls an efun as the body would: its own rules about who may hold. */
function efun(world: World, ob: LpcObject, name: string, ...args: Value[]): Value {
  const row = world.config.efuns.get(name) as EfunRow | undefined
  if (!row) throw new PlannerError('UNKNOWN_VERB', `There is no efun ${name}.`)
  return within(world, ob, (F) => row.fn(F, ...args) as Value)
}

const OWN: Readonly<Record<string, (cx: ToolContext, args: Arguments) => unknown>> = {
  /** That this body has tools, and where it stands in the mudlib's folders. */
  hello({ world, ob }) {
    const home = within(world, ob, (F) => askMaster(world, F, 'make_path_absolute', ['.']))
    return { body: ob.name, home: typeof home === 'string' ? home : '/' }
  },

  /** All efuns, for completion and hovers: name, signature, first sentence. */
  manual: ({ world }) => ({
    efuns: [...world.config.efuns.values()].map((row) => {
      const { name, sig, doc } = (row as EfunRow).spec
      return [name, sig, /^.*?[.:](?=\s|$)/s.exec(doc)?.[0] ?? doc]
    }),
  }),

  profile({ world, ob }, { action, seconds }) {
    if (action === 'start') {
      efun(world, ob, 'profile_start', Math.min(PROFILE_SECONDS, Math.max(1, Math.trunc(Number(seconds) || 10))))
      return { running: true }
    }
    if (action === 'stop') efun(world, ob, 'profile_stop')
    return { report: toJson(efun(world, ob, 'profile_report')).json }
  },

  figures: ({ figures }, { after }) => figures.since(typeof after === 'number' ? after : 0),

  /** What this driver knows of one of its workers, and its source: that of its name, or the text it was made from. */
  async worker({ world }, { worker }) {
    const ghost = ghostOf(world, worker)
    const info = Object.fromEntries([...ghost.remote!.info()].map(([k, v]) => [k, toJson(v).json]))
    const { source } = world.ghosts.get(ghost)!
    if (source === null || 'text' in source) return { info, source: source?.text ?? null }
    return { info, source: await new Promise<string | null>((done) => world.mesh.resolve(source.pointer, (failure, text) => done(failure ? null : text))) }
  },

  /** What the worker has written and logged last; asked over its own session. */
  async worker_log({ world, ob }, { worker }) {
    const ghost = ghostOf(world, worker)
    return { worker, lines: toJson(await inFiber(world, { player: ob, origin: ob }, (F) => workerLog(world, F, ghost))).json }
  },

  async worker_end({ world, ob }, { worker }) {
    const ghost = ghostOf(world, worker)
    await inFiber(world, { player: ob, origin: ob }, (F) => world.destruct(F, ghost))
    return { worker, ended: true }
  },
}

function findGhost(world: World, worker: unknown): LpcObject | null {
  for (const ghost of world.ghosts.keys()) if (!ghost.destructed && ghost.remote?.info().get('worker') === worker) return ghost
  return null
}

/** For the master, who cannot know whose worker a request is about. */
function ownerOf(world: World, worker: unknown): { owner?: string } {
  const ghost = findGhost(world, worker)
  return ghost ? { owner: world.ghosts.get(ghost)!.owner } : {}
}

function ghostOf(world: World, worker: unknown): LpcObject {
  const ghost = findGhost(world, worker)
  if (ghost) return ghost
  throw new PlannerError('NOT_FOUND', 'No object of this driver stands for that worker.')
}
