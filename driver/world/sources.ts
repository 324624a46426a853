/**
 * Where the text of programs comes from: files in UTF-8, include paths, and what the master says
 * about both while a file compiles. Not for: compiling (loader.ts).
 */
import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'
import type { SourceHost } from '../lang/source.js'
import { NO_FUNCTION } from '../vm/calls.js'
import { LIMIT, LpcError } from '../vm/errors.js'
import type { Fiber } from '../vm/fiber.js'
import type { Value } from '../vm/values.js'
import { MAX_SOURCE } from './limits.js'
import { normalise } from './paths.js'
import { askMaster, validRead } from './security.js'
import type { World } from './world.js'

/** The text of a source file. Throws LpcError when it is not there, too large, or not UTF-8. */
export function readSource(world: World, path: string): string {
  const text = tryRead(world, path)
  if (text === null) throw new LpcError(`Cannot read ${path}`)
  return text
}

function tryRead(world: World, path: string): string | null {
  let bytes: Buffer
  try {
    bytes = readFileSync(world.paths.host(path))
  } catch {
    return null
  }
  if (bytes.length > MAX_SOURCE) throw new LpcError(`Source file too large (limit ${MAX_SOURCE} bytes): ${path}`, { code: LIMIT })
  if (!isUtf8(bytes)) throw new LpcError(`Source file is not valid UTF-8: ${path}`)
  return bytes.toString('utf8')
}

/** What a compile hook of the master answered: another path, the text itself, or null for no. */
export type HookAnswer = { readonly path: string } | { readonly text: string } | null

/**
 * Asks master->inherit_program() or master->include_file(). Without the apply, or when it fails,
 * `path` stays as it is.
 */
export function askCompileHook(world: World, F: Fiber, apply: string, args: Value[], path: string): HookAnswer {
  const { sp, player } = F
  let answer: Value | typeof NO_FUNCTION
  try {
    answer = askMaster(world, F, apply, args)
  } catch (e) {
    world.log.error({ apply, error: F.caught(e, sp, player) }, 'A master apply failed while a file compiled')
    return { path }
  }
  if (answer === NO_FUNCTION) return { path }
  if (typeof answer === 'string') return { path: answer }
  if (Array.isArray(answer) && answer.every((l) => typeof l === 'string')) return { text: answer.map((l) => `${l}\n`).join('') }
  return null
}

/** What the preprocessor may see while it reads `file`. */
export function sourceHost(world: World, F: Fiber, file: string): SourceHost {
  const { config } = world
  const dirs = includePath(world, F, file)
  const find = (name: string, from: string, system: boolean): { path: string; text: string } | null => {
    const places = name.startsWith('/') ? [''] : [...(system ? [] : [posix.dirname(from)]), ...dirs]
    for (const dir of places) {
      const path = normalise(`${dir}/${name}`)
      // Refused and missing look the same: an include must not tell which files exist.
      if (validRead(world, F, path, world.master ?? F.self, 'include') === null) continue
      const text = tryRead(world, path)
      if (text !== null) return { path, text }
      config.onMissing?.(path)
    }
    const own = config.headers.get(name.replace(/^(?:\/?include\/)?\/?driver\//, ''))
    return own === undefined ? null : { path: `/include/driver/${posix.basename(name)}`, text: own }
  }
  return {
    include(name, from, system) {
      const answer = askCompileHook(world, F, 'include_file', [file, from, name], name)
      if (answer === null) return null
      if ('text' in answer) return { path: normalise(name, posix.dirname(from)), text: answer.text }
      // A path that master changed is one from the root or beside the includer.
      return find(answer.path, from, system && answer.path === name)
    },
    predefines: config.predefines,
    efunDefined: (name) => config.efuns.has(name),
    globalInclude: config.globalInclude,
  }
}

/** The folders of `#include <name>`: master->get_include_path(file), where `:DEFAULT:` stands for the configured ones. */
function includePath(world: World, F: Fiber, file: string): readonly string[] {
  const { includeDirs } = world.config
  const asked = askMaster(world, F, 'get_include_path', [file])
  if (!Array.isArray(asked) || asked.length === 0) return includeDirs
  return asked.flatMap((d) => (d === ':DEFAULT:' ? includeDirs : typeof d === 'string' ? [normalise(d)] : []))
}
