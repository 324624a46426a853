/**
 * The editor's way to files: names as the master sees them, reading and writing with its leave.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import type { Fiber } from '../../driver/vm/fiber.js'
import { normalise } from '../../driver/world/paths.js'
import { askMaster, validRead, validWrite } from '../../driver/world/security.js'
import { worldOf } from '../../driver/world/world.js'
import { EdFault } from './fault.js'
import { MAX_TEXT } from './limits.js'
import type { Files } from './session.js'

/** File access for one command, which `F` runs. `efun` is the name the master is told. */
export function filesFor(F: Fiber, efun: string): Files {
  const world = worldOf(F)
  return {
    absolute(name) {
      const answer = name.startsWith('/') ? name : askMaster(world, F, 'make_path_absolute', [name])
      return normalise(typeof answer === 'string' ? answer : name)
    },
    read(path) {
      const allowed = validRead(world, F, path, F.self, efun)
      if (allowed === null) throw new EdFault(`${path} may not be read.`)
      return readLines(world.paths.host(allowed), path)
    },
    write(path, lines, append) {
      const allowed = validWrite(world, F, path, F.self, efun)
      if (allowed === null) throw new EdFault(`${path} may not be written.`)
      const host = world.paths.host(allowed)
      const old = append ? (readLines(host, path) ?? []) : []
      replace(host, path, [...old, ...lines].map((l) => l + '\n').join(''))
    },
  }
}

function readLines(host: string, path: string): string[] | null {
  let text: string
  try {
    const { size } = statSync(host)
    if (size > MAX_TEXT) throw new EdFault(`${path} is too large (limit ${MAX_TEXT} bytes).`)
    text = readFileSync(host, 'utf8')
  } catch (e) {
    if (e instanceof EdFault) throw e
    if (code(e) === 'ENOENT' || code(e) === 'ENOTDIR') return null
    throw new EdFault(`${path} cannot be read (${code(e)}).`)
  }
  if (text === '') return []
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** Beside the file and then in its place: a crash in between loses nothing. */
function replace(host: string, path: string, text: string): void {
  const beside = `${host}.${randomBytes(4).toString('hex')}~`
  try {
    writeFileSync(beside, text)
    renameSync(beside, host)
  } catch (e) {
    rmSync(beside, { force: true })
    throw new EdFault(`${path} cannot be written (${code(e)}).`)
  }
}

function code(e: unknown): string {
  return (e as NodeJS.ErrnoException).code ?? 'error'
}
