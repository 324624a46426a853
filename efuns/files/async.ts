/**
 * Files without standing still: the work is the host's, what comes of it goes to a function or
 * settles a promise. Not for: the forms that answer at once (text.ts, directories.ts).
 */
import { appendFile, readFile, statSync, writeFile } from 'node:fs'
import { callClosure } from '../../driver/vm/calls.js'
import type { Closure } from '../../driver/vm/closure.js'
import { LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { LpcPromise, reason } from '../../driver/vm/promise.js'
import { truthy, type Value } from '../../driver/vm/values.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { claim } from '../promises/then.js'
import { readable, regular, writable } from './access.js'
import { get_dir } from './directories.js'

const family = 'files'
const since = '0.1'

/** Who hears of the end: `done` is called once, with the value or with what failed. */
interface Answer {
  /** What the efun gives now: 0, or the promise. */
  readonly now: Value
  done(ok: boolean, value: Value): void
}

function answer(F: Fiber, fn: Closure | undefined): Answer {
  const world = worldOf(F)
  const release = claim(F, 'file operations')
  const player = world.config.thisPlayerInCallOut ? F.player : null
  const p = fn ? null : new LpcPromise()
  return {
    now: p ?? 0,
    done(ok, value) {
      release()
      if (fn) {
        if (!fn.owner.destructed) world.start({ player: player?.destructed ? null : player }, (G) => callClosure(G, fn, [value]))
      } else if (ok) p!.fulfil(world, value)
      else p!.fail(world, new LpcError('The file operation failed.', { code: 'FILE', thrown: reason(value) }))
    },
  }
}

/** What cannot be done is told later as well. */
function refuse(F: Fiber, to: Answer, value: Value): Value {
  worldOf(F).clock.soon(() => to.done(false, value))
  return to.now
}

export const async_read = efun({
  name: 'async_read', family, since, ticks: 1_500,
  sig: 'int|promise async_read(string path, function callback?)',
  doc: 'Reads a whole file while the game goes on. Gives a promise of the text, which is rejected with -1 when there is none, it is too large or `valid_read()` denies it; or, with a `callback`, 0, and calls that with the text or -1.',
  examples: ['promisep(promise_catch(async_read("/no/such/file"), (: 0 :)))'],
  seeAlso: ['read_file', 'async_write', 'async_getdir'],
}, (F, path: string, fn: Closure | undefined) => {
  const to = answer(F, fn)
  const host = readable(F, path, 'read_file')
  const { readFileSize } = worldOf(F).limits
  if (host === null || !regular(host) || statSync(host).size > readFileSize) return refuse(F, to, -1)
  readFile(host, 'utf8', (error, text) => {
    // It may have grown since it was measured.
    if (error || text.length > readFileSize) to.done(false, -1)
    else to.done(true, text.includes('\r') ? text.replace(/\r\n/g, '\n') : text)
  })
  return to.now
})

export const async_write = efun({
  name: 'async_write', family, since, ticks: 1_500,
  sig: 'int|promise async_write(string path, string text, int overwrite?, function callback?)',
  doc: 'Appends text to a file, or with a true third argument replaces its contents, while the game goes on. Gives a promise that is fulfilled with 0, or rejected with -1 when the text cannot be written or `valid_write()` denies it; or, with a `callback`, 0, and calls that with 0 or -1. Writes of one file that are under way together may end in any order.',
  seeAlso: ['write_file', 'async_read'],
}, (F, path: string, text: string, overwrite: Value, fn: Closure | undefined) => {
  const to = answer(F, fn)
  const host = writable(F, path, 'write_file')
  if (host === null) return refuse(F, to, -1)
  F.charge(text.length >> 5)
  const write = truthy(overwrite) ? writeFile : appendFile
  write(host, text, (error) => to.done(!error, error ? -1 : 0))
  return to.now
})

export const async_getdir = efun({
  name: 'async_getdir', family, since, ticks: 1_500,
  sig: 'int|promise async_getdir(string path, function callback?)',
  doc: 'What `get_dir(path)` gives, without `.` and `..`, later: as a promise, or, with a `callback`, as its argument. Where there is no such directory the promise is rejected, and the function called with 0.',
  examples: ['typeof(async_getdir("/")) == "promise"'],
  seeAlso: ['get_dir', 'async_read'],
}, (F, path: string, fn: Closure | undefined) => {
  const to = answer(F, fn)
  const list = get_dir.fn(F, path) as Value
  if (!Array.isArray(list)) return refuse(F, to, 0)
  worldOf(F).clock.soon(() => to.done(true, list.filter((name) => name !== '.' && name !== '..')))
  return to.now
})
