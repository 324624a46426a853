/** A fiber on a host without a world, and calls of efuns through their table rows. */
import { Closure } from '../../driver/vm/closure.js'
import { Fiber } from '../../driver/vm/fiber.js'
import type { Host } from '../../driver/vm/host.js'
import { LpcError } from '../../driver/vm/errors.js'
import { DEFAULT_LIMITS, type Limits } from '../../driver/vm/limits.js'
import { LpcObject } from '../../driver/vm/object.js'
import { Dispatch, type Program, type Segment } from '../../driver/vm/program.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { Float, WAIT, type Result, type Value } from '../../driver/vm/values.js'
import { EFUNS } from '../../efuns/table.js'

export function host(limits: Partial<Limits> = {}): Host {
  return {
    limits: { ...DEFAULT_LIMITS, ...limits },
    now: () => 1_000_000,
    resolveObject: () => 0,
    simulEfun: null,
    callRemote: () => 0,
    callRemoteChain: () => 0,
    callRemoteMany: () => 0,
    report: () => {},
    wantsCaught: false,
    reportCaught: () => {},
    deliver: (fn) => queueMicrotask(fn),
    branch: (F, body, end) => {
      const G = new Fiber(F.host, { parent: F, quiet: true })
      G.run(body, end)
      return G
    },
    refusesToWait: () => null,
    unhandled: () => {},
    suspendEverywhere: false,
  }
}

export function object(name: string): LpcObject {
  const program = { name, dispatch: undefined } as unknown as Program
  Object.assign(program, { dispatch: new Dispatch(program) })
  return new LpcObject(name, program, [{} as Segment])
}

export const SELF = object('/t')

export function fiber(limits: Partial<Limits> = {}): Fiber {
  return new Fiber(host(limits), { origin: SELF })
}

/** A function value whose body is JavaScript. */
export function closure(body: (...args: any[]) => Result, F?: Fiber): Closure {
  void F
  return new Closure('functional', SELF, SELF.segs[0], (_F, _self, _seg, ...args) => body(...args), [], 'test')
}

/** Calls an efun that does not wait; LpcErrors come out. */
export function call(name: string, ...args: Value[]): Value {
  return callIn(fiber(), name, ...args)
}

export function callIn(F: Fiber, name: string, ...args: Value[]): Value {
  const info = EFUNS.get(name)
  if (!info) throw new LpcError(`no efun ${name}`)
  const r = info.fn(F, ...args)
  if (r === WAIT) throw new LpcError(`${name} waits`)
  return r
}

/** The message of the LpcError that `body` throws; '' when it throws none. Anything else is rethrown. */
export function errorOf(body: () => unknown): string {
  try {
    body()
  } catch (e) {
    if (e instanceof LpcError) return e.message
    throw e
  }
  return ''
}

export function map(entries: Record<string, Value> | Array<[Value, Value]>): Mapping {
  return Mapping.of(Array.isArray(entries) ? entries : Object.entries(entries))
}

export function float(v: number): Float {
  return new Float(v)
}

/** LPC values as plain JavaScript for comparing: mappings as arrays of pairs, floats as { f }. */
export function plain(v: Value): unknown {
  if (Array.isArray(v)) return v.map(plain)
  if (v instanceof Mapping) return { m: [...v].map(([k, x]) => [plain(k), plain(x)]) }
  if (v instanceof Float) return { f: v.v }
  return v
}
