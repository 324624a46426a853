/**
 * A small real GuestEngine for the tests of vaultd: the worker's source is JavaScript, its
 * functions are the worker's methods. `// inherit /path` lines are loaded first, as LPC would.
 */
import type { Value } from '../../driver/vm/values.js'
import { runGuest, type GuestEngine } from '../../vaultd/guest.js'

type Fn = (...args: Value[]) => Value | Promise<Value>
let methods: Record<string, Fn> = {}

const engine: GuestEngine = {
  inject(bundle) {
    const order: string[] = []
    const visit = (path: string): string[] => {
      if (order.includes(path)) return []
      const text = bundle.files[path]
      if (text === undefined) return [path]
      const missing = [...text.matchAll(/^\/\/ inherit (\S+)/gm)].flatMap((m) => visit(m[1]))
      order.push(path)
      return missing
    }
    const missing = visit(bundle.main)
    const lost = missing.filter((p) => bundle.absent.has(p))
    if (lost.length > 0) return { compileError: { message: `cannot inherit ${lost[0]}`, report: `${bundle.main}(1,1): error: no file ${lost[0]}` } }
    if (missing.length > 0) return { missing }
    for (const path of order) {
      let make: (exports: object) => void
      try {
        make = new Function('exports', bundle.files[path]) as typeof make
      } catch (e) {
        return { compileError: { message: 'does not compile', report: `${path}: ${(e as Error).message}` } }
      }
      try {
        make(methods)
      } catch (e) {
        return { runtimeError: { message: (e as Error).message, trace: [{ program: path, line: 1, function: 'create', object: path }] } }
      }
    }
    methods.create?.(...bundle.args)
    return { ok: true }
  },
  call(method, args, _context, done) {
    const fn = methods[method]
    if (fn === undefined) return done({ code: 'NO_SUCH_METHOD', message: `no ${method}()`, outcome: 'NOT_EXECUTED', trace: [] }, undefined)
    const fail = (e: unknown) => done({ code: 'ERROR', message: (e as Error).message, outcome: 'EXECUTED_FAILED', trace: [{ program: '/worker.c', line: 7, function: method, object: '/worker' }] }, undefined)
    try {
      const r = fn(...args)
      if (r instanceof Promise) r.then((v) => done(null, v), fail)
      else done(null, r)
    } catch (e) {
      fail(e)
    }
  },
}

runGuest(engine)
