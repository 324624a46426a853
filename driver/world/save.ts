/**
 * Objects to text and back: FluffOS's save files, a line per variable. Files are replaced whole:
 * written beside, then renamed, so that a crash leaves the old or the new one, never half of it.
 * How values look is the codec's (efuns/format/save).
 */
import { closeSync, fstatSync, openSync, readFileSync, renameSync, unlinkSync, writeSync, constants } from 'node:fs'
import type { LpcType } from '../lang/types.js'
import { LIMIT, LpcError } from '../vm/errors.js'
import type { Fiber } from '../vm/fiber.js'
import type { LpcObject } from '../vm/object.js'
import type { VariableInfo } from '../vm/program.js'
import { ClassInstance, Float, isInt, type Value } from '../vm/values.js'
import { MAX_SAVE } from './limits.js'
import { holds } from './recompile.js'
import type { World } from './world.js'

export interface SaveCodec {
  save(F: Fiber, value: Value): string
  restore(F: Fiber, text: string): Value
}

/** The variables that are saved, inherited ones first, and where they live. */
function saved(ob: LpcObject): Array<{ seg: number; info: VariableInfo }> {
  return ob.program.links.flatMap((link, seg) => link.program.variables.filter((v) => !v.nosave).map((info) => ({ seg, info })))
}

/** The save file's text. Zeros are left out unless `zeros`. */
export function saveText(F: Fiber, ob: LpcObject, zeros: boolean, codec: SaveCodec): string {
  let out = `#${ob.program.file}\n`
  for (const { seg, info } of saved(ob)) {
    const value = ob.segs[seg]['v_' + info.name] as Value
    const text = codec.save(F, value)
    if (!zeros && text === '0') continue
    out += `${info.name} ${text}\n`
    if (out.length > MAX_SAVE) throw new LpcError(`save_object: ${ob.name} is too large to save (limit ${MAX_SAVE} bytes).`, { code: LIMIT })
  }
  return out
}

/**
 * Sets the variables that a save file names. The others become 0 first unless `keep`. What the
 * object does not declare, or declares with another type, is left out and logged.
 */
export function restoreText(world: World, F: Fiber, ob: LpcObject, text: string, keep: boolean, codec: SaveCodec): void {
  const places = new Map<string, { seg: number; info: VariableInfo }>()
  for (const p of saved(ob)) places.set(p.info.name, p)
  // All values first: a damaged file must not leave the object half restored.
  const values: Array<[{ seg: number; info: VariableInfo }, Value]> = []
  let line = 0
  for (let at = 0; at < text.length; ) {
    let end = text.indexOf('\n', at)
    if (end < 0) end = text.length
    const row = text.slice(at, end)
    at = end + 1
    line++
    F.charge(2)
    if (row === '' || row.startsWith('#')) continue
    const space = row.indexOf(' ')
    if (space < 0) throw new LpcError(`restore_object: Line ${line} is no variable with its value`)
    const name = row.slice(0, space)
    const place = places.get(name)
    if (!place) continue
    let value: Value
    try {
      value = codec.restore(F, row.slice(space + 1))
    } catch (e) {
      if (e instanceof LpcError && e.fatal) throw e
      throw new LpcError(`restore_object: Line ${line}, variable ${name}: ${e instanceof Error ? e.message : 'cannot be read'}`)
    }
    value = named(ob, place.seg, place.info.type, value)
    if (holds(place.info.type, value)) values.push([place, value])
    else world.log.warn({ object: ob.name, variable: name }, 'A saved variable does not fit its type and is left out')
  }
  if (!keep) for (const { seg, info } of places.values()) ob.segs[seg]['v_' + info.name] = info.type.base === 'float' && info.type.stars === 0 ? new Float(0) : undefined
  for (const [{ seg, info }, value] of values) ob.segs[seg]['v_' + info.name] = value
}

/** Gives classes, which are saved without names, the layout the variable declares; ints become floats where declared. */
function named(ob: LpcObject, seg: number, type: LpcType, value: Value): Value {
  if (type.base === 'float' && type.stars === 0 && isInt(value)) return new Float(Number(value))
  if (type.base !== 'class') return value
  if (Array.isArray(value)) {
    if (type.stars > 0) value.forEach((v, i) => (value[i] = named(ob, seg, { ...type, stars: type.stars - 1 }, v)))
    return value
  }
  if (!(value instanceof ClassInstance) || type.stars > 0 || value.def.name !== '') return value
  const def = ob.program.links[seg].program.classes.get(type.className ?? '') ?? ob.program.classes.get(type.className ?? '')
  if (!def) return value
  return new ClassInstance(def, def.members.map((_, i) => named(ob, seg, def.types[i], value.fields[i] ?? 0)))
}

let serial = 0

/** Replaces a host file whole. Throws the host's error; no leftovers. */
export function replaceFile(host: string, text: string): void {
  const temporary = `${host}.${process.pid}-${++serial}.tmp`
  try {
    const fd = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600)
    try {
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
    } finally {
      closeSync(fd)
    }
    renameSync(temporary, host)
  } catch (e) {
    try {
      unlinkSync(temporary)
    } catch {
      // It was never made.
    }
    throw e
  }
}

/** The text of a save file, or null when there is none. Throws LpcError when it is too large. */
export function readSave(host: string): string | null {
  let fd: number
  try {
    fd = openSync(host, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    return null
  }
  try {
    const s = fstatSync(fd)
    if (!s.isFile()) return null
    if (s.size > MAX_SAVE) throw new LpcError(`restore_object: The file is too large (limit ${MAX_SAVE} bytes).`, { code: LIMIT })
    return readFileSync(fd, 'utf8')
  } finally {
    closeSync(fd)
  }
}
