/** Reading and writing files. Every path goes through master's valid_read or valid_write. */
import { Buffer } from 'node:buffer'
import { closeSync, fstatSync, openSync, readFileSync, readSync, writeSync, constants, appendFileSync, writeFileSync } from 'node:fs'
import { LIMIT, LpcError } from '../../driver/vm/errors.js'
import { truthy, type Value } from '../../driver/vm/values.js'
import { worldOf } from '../../driver/world/world.js'
import { efun } from '../efun.js'
import { hostFailure, readable, regular, writable } from './access.js'

const family = 'files'
const since = '0.1'

export const read_file = efun({
  name: 'read_file', family, since, ticks: 1_500,
  sig: 'string read_file(string path, int start?, int count?)',
  doc: 'The text of a file (UTF-8), or `count` lines of it from line `start` (the first is 1; -1 is the last). 0 when there is no such file, when `valid_read()` denies it, or when `start` is past its end. Line ends come as `\\n`.\n\nAn error when the text would be longer than the `maximum read file size`.',
  seeAlso: ['write_file', 'read_bytes', 'file_size'],
}, (F, path: string, start: Value, count: Value) => {
  const host = readable(F, path, 'read_file')
  if (host === null || !regular(host)) return 0
  const limit = worldOf(F).limits.readFileSize
  let text: string
  try {
    const fd = openSync(host, constants.O_RDONLY)
    try {
      // A file read by lines may be larger than what is given back, within reason.
      const { size } = fstatSync(fd)
      if (size > limit * (start === undefined && count === undefined ? 1 : 16)) throw tooLarge(path, limit)
      text = readFileSync(fd, 'utf8')
    } finally {
      closeSync(fd)
    }
  } catch (e) {
    if (e instanceof LpcError) throw e
    return 0
  }
  F.charge(text.length >> 5)
  if (text.includes('\r')) text = text.replace(/\r\n/g, '\n')
  if (start !== undefined || count !== undefined) {
    const wanted = Number(start ?? 1)
    const from = wanted < 0 ? Math.max(1, lineCount(text) + wanted + 1) : Math.max(1, wanted)
    let at = 0
    for (let line = 1; line < from; line++) {
      const next = text.indexOf('\n', at)
      if (next < 0) return 0
      at = next + 1
    }
    let end = text.length
    const n = Number(count ?? 0)
    if (n < 0) return 0
    if (n > 0) {
      end = at
      for (let i = 0; i < n && end < text.length; i++) {
        const next = text.indexOf('\n', end)
        end = next < 0 ? text.length : next + 1
      }
    }
    text = text.slice(at, end)
  }
  if (text.length > limit) throw tooLarge(path, limit)
  return text
})

function lineCount(text: string): number {
  let n = text === '' || text.endsWith('\n') ? 0 : 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) n++
  return n
}

function tooLarge(path: string, limit: number): LpcError {
  return new LpcError(`read_file: ${path} is larger than the maximum read file size (${limit} bytes); read it in parts.`, { code: LIMIT })
}

export const write_file = efun({
  name: 'write_file', family, since, ticks: 2_500,
  sig: 'int write_file(string path, string text, int overwrite?)',
  doc: 'Appends text to a file, or replaces its contents with a true third argument. 1 on success, 0 when `valid_write()` denies it. An error when the host cannot write: no such directory, disk full.',
  seeAlso: ['read_file', 'write_bytes'],
}, (F, path: string, text: string, overwrite: Value) => {
  const host = writable(F, path, 'write_file')
  if (host === null) return 0
  F.charge(text.length >> 5)
  try {
    if (truthy(overwrite)) writeFileSync(host, text)
    else appendFileSync(host, text)
  } catch (e) {
    throw hostFailure('write_file', path, e)
  }
  return 1
})

export const read_bytes = efun({
  name: 'read_bytes', family, since, ticks: 1_500,
  sig: 'string read_bytes(string path, int start?, int length?)',
  doc: 'Part of a file as a string: `length` bytes from byte `start`, which counts from the end when negative. Without them, all of it. 0 when there is no such file, when `valid_read()` denies it, or when `start` is outside of it. Bytes that are no UTF-8 read as U+FFFD.',
  seeAlso: ['write_bytes', 'read_file'],
}, (F, path: string, start: Value, length: Value) => {
  const host = readable(F, path, 'read_bytes')
  if (host === null || !regular(host)) return 0
  const limit = worldOf(F).limits.readFileSize
  let fd: number
  try {
    fd = openSync(host, constants.O_RDONLY)
  } catch {
    return 0
  }
  try {
    const { size } = fstatSync(fd)
    let from = Number(start ?? 0)
    if (from < 0) from += size
    if (from < 0 || Number(length ?? 0) < 0 || from > 0 && from >= size) return 0
    const n = Math.min(size - from, Number(length ?? 0) > 0 ? Number(length) : size - from)
    if (n > limit) throw tooLarge(path, limit)
    const buffer = Buffer.alloc(n)
    const got = readSync(fd, buffer, 0, n, from)
    F.charge(n >> 5)
    return buffer.subarray(0, got).toString('utf8')
  } finally {
    closeSync(fd)
  }
})

export const write_bytes = efun({
  name: 'write_bytes', family, since, ticks: 2_500,
  sig: 'int write_bytes(string path, int start, string text)',
  doc: 'Writes text (as UTF-8) over a file at byte `start`, which counts from the end when negative. The file is made when there is none. 1 on success, 0 when `valid_write()` denies it or `start` is past the end.',
  seeAlso: ['read_bytes', 'write_file'],
}, (F, path: string, start: Value, text: string) => {
  const host = writable(F, path, 'write_bytes')
  if (host === null) return 0
  F.charge(text.length >> 5)
  try {
    const fd = openSync(host, constants.O_RDWR | constants.O_CREAT, 0o644)
    try {
      const { size } = fstatSync(fd)
      const from = Number(start) < 0 ? size + Number(start) : Number(start)
      // A hole would let a few bytes of LPC make a file of terabytes.
      if (from < 0 || from > size) return 0
      writeSync(fd, Buffer.from(text), 0, undefined, from)
    } finally {
      closeSync(fd)
    }
  } catch (e) {
    throw hostFailure('write_bytes', path, e)
  }
  return 1
})
