/** Saving objects to files and restoring them. */
import type { LpcObject } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { isInt, truthy } from '../../driver/vm/values.js'
import { readSave, replaceFile, restoreText, saveText, type SaveCodec } from '../../driver/world/save.js'
import { worldOf } from '../../driver/world/world.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { efun } from '../efun.js'
import { restoreValue, saveValue } from '../format/save.js'
import { hostFailure, readable, writable } from './access.js'

const family = 'files'
const since = '0.1'

const CODEC: SaveCodec = {
  save: (F, value) => saveValue(value, worldOf(F).limits.stringLength),
  restore: restoreValue,
}

/** Ticks of a file that is written aside, flushed and put in place. */
const WRITE_TICKS = 10_000

/** The file a name means: with the save extension instead of a source file's. */
function saveName(F: Fiber, path: string): string {
  const extension = worldOf(F).config.saveExtension
  const base = path.replace(/\.(c|lpc)$/, '')
  return base.endsWith(extension) ? base : base + extension
}

export const save_object = efun({
  name: 'save_object', family, since, ticks: 200,
  sig: 'mixed save_object(string|int path?, int zeros?)',
  doc: 'Saves the global variables of this object that are not `nosave` to a file (`.o` is added to its name), in FluffOS\'s format; those that are 0 only with `zeros`. The file is replaced whole or not at all. Gives the size of what was saved as FluffOS reckons it (bytes, without the first line), never 0; 0 when `valid_write()` denies it; an error when the host cannot write, such as on a full disk.\n\nWithout a path (or with an int, which is `zeros` then) gives the text instead. Objects and functions are saved as 0.',
  seeAlso: ['restore_object', 'save_variable'],
}, (F, path: Value, zeros: Value) => {
  if (typeof path !== 'string') return saveText(F, F.self, isInt(path) && truthy(path), CODEC)
  const file = saveName(F, path)
  const host = writable(F, file, 'save_object')
  if (host === null) return 0
  const text = saveText(F, F.self, truthy(zeros), CODEC)
  F.charge(WRITE_TICKS + (text.length >> 4))
  try {
    replaceFile(host, text)
  } catch (e) {
    throw hostFailure('save_object', file, e)
  }
  return reckoned(text, F.self)
})

/** FluffOS's size: each line with its zero bytes at the ends, and one for each program. */
function reckoned(text: string, ob: LpcObject): number {
  const lines = text.slice(text.indexOf('\n') + 1)
  return Buffer.byteLength(lines) + lines.split('\n').length - 1 + ob.program.links.length
}

export const restore_object = efun({
  name: 'restore_object', family, since, ticks: 1_500,
  sig: 'int restore_object(string path, int keep?)',
  doc: 'Sets the global variables of this object from a file that `save_object()` wrote. Those the file does not name become 0, unless `keep`; `nosave` ones stay. 1 on success, 0 when there is no such file or `valid_read()` denies it. A damaged file is an error that names the line, and changes nothing.',
  seeAlso: ['save_object', 'restore_variable'],
}, (F, path: string, keep: Value) => {
  const host = readable(F, saveName(F, path), 'restore_object')
  const text = host === null ? null : readSave(host)
  if (text === null) return 0
  F.charge(text.length >> 4)
  restoreText(worldOf(F), F, F.self, text, truthy(keep), CODEC)
  return 1
})

export const restore_from_string = efun({
  name: 'restore_from_string', family, since, ticks: 50,
  sig: 'void restore_from_string(string text, int keep?)',
  doc: 'As `restore_object()`, from the text that `save_object()` gave.',
  seeAlso: ['save_object', 'restore_object'],
}, (F, text: string, keep: Value) => {
  F.charge(text.length >> 4)
  restoreText(worldOf(F), F, F.self, text, truthy(keep), CODEC)
  return 0
})
