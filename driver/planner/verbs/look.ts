/** What is there: objects, errors, documentation, the swarm, events, and the planner's own state. */
import { z } from 'zod'
import { APPLIES } from '../../world/applies.js'
import { apply } from '../../world/flow.js'
import { readVariable } from '../../vm/program.js'
import { allowed } from '../../world/security.js'
import type { Value } from '../../vm/values.js'
import { PlannerError } from '../errors.js'
import { inFiber, within } from '../in-fiber.js'
import * as L from '../limits.js'
import { toJson, untrusted } from '../untrusted.js'
import { verb } from '../verb.js'

const READS = { readOnly: true, destructive: false, idempotent: true, job: false } as const

export const object_inspect = verb({
  name: 'object_inspect',
  title: 'Look into an object',
  doc: 'What a loaded object is: program, inherits, functions, place, contents; with `variables` also the values of its variables that the game lets you see.',
  input: z.strictObject({
    object: z.string().min(1).max(1_024).describe('Name, such as /std/room or /players/bob/orc#12'),
    variables: z.boolean().default(false),
  }),
  ...READS,
  async run({ world, who }, { object, variables }) {
    const body = await who.body.object()
    const ob = within(world, body, () => world.find(object))
    if (!ob) throw new PlannerError('NOT_FOUND', `No object ${object} is loaded.`)
    const values = !variables || ob.remote ? undefined : within(world, body, (F) => {
      const out: Array<[string, unknown]> = []
      ob.program.links.forEach((link, seg) => {
        for (const v of link.program.variables) {
          if (out.length >= L.MAX_ENTRIES || !allowed(world, F, 'valid_variable', [body, ob, v.name, 0], true)) continue
          out.push([link.program === ob.program ? v.name : `${link.program.name}::${v.name}`, toJson(readVariable(ob, seg, v.name)).json])
        }
      })
      return Object.fromEntries(out)
    })
    return {
      name: ob.name, program: ob.program.name, version: ob.program.version, clone: ob.clone, virtual: ob.virtual, remote: ob.remote !== null,
      loaded: new Date(ob.loadTime).toISOString(), interactive: ob.interactive !== null, heart_beat: ob.heartBeat,
      inherits: ob.program.inherits.map((i) => i.program.name),
      functions: [...ob.program.dispatch.table.values()].slice(0, L.MAX_ENTRIES).map(({ fn }) => ({ name: fn.name, program: fn.program.name, line: fn.line, access: fn.access, params: fn.params.map((p) => p.name) })),
      environment: ob.environment?.name ?? null,
      inventory: [...(ob.inventory ?? [])].slice(0, L.MAX_ENTRIES).map((o) => o.name),
      ...(ob.livingName === null ? {} : { living_name: untrusted(ob.livingName) }),
      ...(values ? { variables: untrusted(values) } : {}),
    }
  },
})

export const errors = verb({
  name: 'errors',
  title: 'Run-time errors',
  doc: 'Errors of the game since its boot, equal ones once, newest last, with their traces. `after` gives only those with a greater number.',
  input: z.strictObject({ after: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(200).default(50) }),
  ...READS,
  async run({ world, who }, { after, limit }) {
    const list = await inFiber(world, {}, (F) => apply(F, world.master!, 'planner_errors', [who.name, after]))
    const all = Array.isArray(list) ? list : []
    const { json, truncated } = toJson(all.slice(-limit))
    return { errors: untrusted(json), truncated: truncated || all.length > limit }
  },
})

interface Page {
  readonly kind: 'efun' | 'apply'
  readonly name: string
  readonly sig: string
  readonly doc: string
  readonly examples?: readonly string[]
  readonly see_also?: readonly string[]
}

/** The efun table as the world has it: see efuns/efun.ts. */
interface EfunRow {
  readonly spec: { readonly name: string; readonly sig: string; readonly doc: string; readonly examples?: readonly string[]; readonly seeAlso?: readonly string[] }
}

export function efunPage(efuns: ReadonlyMap<string, unknown>, name: string): Page | null {
  const row = efuns.get(name) as EfunRow | undefined
  return row ? page(row) : null
}

export function applyPage(name: string): Page | null {
  const a = APPLIES.find((x) => x.name === name)
  return a ? { kind: 'apply', name: a.name, sig: a.sig, doc: `Called ${a.when}. ${a.doc} Without it: ${a.missing}.` } : null
}

function page({ spec }: EfunRow): Page {
  return { kind: 'efun', name: spec.name, sig: spec.sig, doc: spec.doc, examples: spec.examples ?? [], see_also: spec.seeAlso ?? [] }
}

/** How well a page answers: the name first, then the signature, then the words of the text. */
function score(p: Page, words: readonly string[]): number {
  const [name, sig, doc] = [p.name.toLowerCase(), p.sig.toLowerCase(), p.doc.toLowerCase()]
  let sum = 0
  for (const w of words) sum += name === w ? 100 : name.includes(w) ? 20 : sig.includes(w) ? 5 : doc.includes(w) ? 2 : -3
  return sum
}

export const doc_search = verb({
  name: 'doc_search',
  title: 'Search the LPC manual',
  doc: 'Efuns and applies that fit some words or a name, the best first: signature, text, examples.',
  input: z.strictObject({ query: z.string().min(1).max(200), limit: z.number().int().min(1).max(50).default(10) }),
  ...READS,
  run({ world }, { query, limit }) {
    const words = query.toLowerCase().split(/[^\w]+/).filter((w) => w !== '').slice(0, 12)
    const pages = [...[...world.config.efuns.values()].map((row) => page(row as EfunRow)), ...APPLIES.map((a) => applyPage(a.name)!)]
    const found = pages.map((p) => ({ p, n: score(p, words) })).filter(({ n }) => n > 0).sort((a, b) => b.n - a.n).slice(0, limit)
    return { pages: found.map(({ p }) => p) }
  },
})

export const swarm = verb({
  name: 'swarm',
  title: 'Nodes and workers',
  doc: 'What the swarm\'s Core knows of nodes, vaults and workers.',
  input: z.strictObject({}),
  ...READS,
  async run({ world }) {
    const status = await new Promise<Value>((done, fail) => world.mesh.status((failure, value) => {
      if (failure) fail(new PlannerError('BUSY', failure.message, { outcome: failure.outcome, kind: failure.code }))
      else done(value)
    }))
    return { status: untrusted(toJson(status).json) }
  },
})

export const events = verb({
  name: 'events',
  title: 'What happened meanwhile',
  doc: 'Events after a number: text the character was shown unasked, jobs that ended, approvals. `lost` counts those that are no longer kept. Connections on the json wire get them without asking.',
  input: z.strictObject({ after: z.number().int().min(0).default(0), limit: z.number().int().min(1).max(L.MAX_ENTRIES).default(100) }),
  ...READS,
  run: ({ who }, { after, limit }) => who.events.after(after, limit),
})

export const status = verb({
  name: 'status',
  title: 'My own state',
  doc: 'Who you are, your home, what is left of your quotas, and the number of the last event.',
  input: z.strictObject({}),
  ...READS,
  run: ({ world, who }) => ({
    principal: who.name, home: who.home, mud: world.config.mudName, users: world.sessions.users().length, uptime_s: Math.floor((world.now() - world.bootedAt) / 1_000),
    quotas: who.quotas.status(), jobs: who.jobs.live().length, last_event: who.events.seq,
  }),
})
