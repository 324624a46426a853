/**
 * Reads fields of a plain record from the wire with their types and bounds checked.
 * Every reader throws BAD_REQUEST with the field's name; none trusts a prototype.
 */
import type { Plain } from '../netd/plain.js'
import { VaultError } from './errors.js'

export type Fields = { readonly [key: string]: Plain | undefined }

const bad = (what: string) => new VaultError('BAD_REQUEST', what)

export function record(v: Plain | undefined, what = 'the request'): Fields {
  if (typeof v !== 'object' || v === null || Array.isArray(v) || v instanceof Uint8Array) throw bad(`${what} must be a record`)
  return v as Fields
}

function own(f: Fields, key: string): Plain | undefined {
  return Object.hasOwn(f, key) ? f[key] : undefined
}

export function text(f: Fields, key: string, max = 256): string {
  const v = own(f, key)
  if (typeof v !== 'string' || v.length > max) throw bad(`${key} must be a string of at most ${max} characters`)
  return v
}

export function optionalText(f: Fields, key: string, max = 256): string | null {
  const v = own(f, key)
  return v === undefined || v === null ? null : text(f, key, max)
}

export function number(f: Fields, key: string, min: number, max: number): number {
  const v = own(f, key)
  if (typeof v !== 'number' || !(v >= min && v <= max)) throw bad(`${key} must be a number from ${min} to ${max}`)
  return v
}

/** What is counted, or kept in a column of whole numbers. */
export function whole(f: Fields, key: string, min: number, max: number): number {
  const v = number(f, key, min, max)
  if (!Number.isSafeInteger(v)) throw bad(`${key} must be a whole number from ${min} to ${max}`)
  return v
}

export function optionalWhole(f: Fields, key: string, min: number, max: number): number | null {
  const v = own(f, key)
  return v === undefined || v === null ? null : whole(f, key, min, max)
}

export function optionalNumber(f: Fields, key: string, min: number, max: number): number | null {
  const v = own(f, key)
  return v === undefined || v === null ? null : number(f, key, min, max)
}

export function bytes(f: Fields, key: string, min: number, max: number): Uint8Array {
  const v = own(f, key)
  if (!(v instanceof Uint8Array) || v.length < min || v.length > max) throw bad(`${key} must be ${min === max ? min : `${min} to ${max}`} bytes`)
  return v
}

export function texts(f: Fields, key: string, maxItems: number, maxLength: number): string[] {
  const v = own(f, key)
  if (v === undefined || v === null) return []
  if (!Array.isArray(v) || v.length > maxItems) throw bad(`${key} must be a list of at most ${maxItems}`)
  return v.map((item) => {
    if (typeof item !== 'string' || item.length > maxLength) throw bad(`${key} must hold strings of at most ${maxLength} characters`)
    return item
  })
}

export function list(f: Fields, key: string, max: number): readonly Plain[] {
  const v = own(f, key)
  if (!Array.isArray(v) || v.length > max) throw bad(`${key} must be a list of at most ${max}`)
  return v
}

/** A record of path → text, as files travel. */
export function files(f: Fields, key: string, maxFiles: number): Record<string, string> {
  const v = record(own(f, key), key)
  const names = Object.keys(v)
  if (names.length > maxFiles) throw bad(`${key} must hold at most ${maxFiles} files`)
  const out: Record<string, string> = Object.create(null)
  for (const name of names) {
    if (name.length > 1024 || typeof v[name] !== 'string') throw bad(`${key} must map paths to text`)
    out[name] = v[name] as string
  }
  return out
}
