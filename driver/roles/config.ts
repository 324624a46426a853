/**
 * Reads the configuration: defaults, then one file (TOML, or FluffOS's own format), then the
 * environment, then flags. A wrong setting is an error that names it and where it was found.
 */
import { existsSync, readFileSync } from 'node:fs'
import { parse, TomlError } from 'smol-toml'
import { isFluffosConfig, readFluffosConfig, type Profile } from './fluffos-config.js'
import { SETTINGS, envName, flagName, type Setting, type Settings, type SettingValue } from './settings.js'

/** The caller should print the message and exit with status 78 (EX_CONFIG). */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** `file` null: `hauki.toml` in the current folder if there is one. */
export function readConfig(file: string | null, flags: Readonly<Record<string, string | undefined>>, env: NodeJS.ProcessEnv = process.env): Settings {
  const out = new Map<string, SettingValue>(SETTINGS.map((s) => [s.name, s.default]))
  const path = file ?? (existsSync('hauki.toml') ? 'hauki.toml' : null)
  let profile = path === null ? null : readFile(path, out)
  for (const s of SETTINGS) {
    const fromEnv = env[envName(s)]
    if (fromEnv !== undefined) out.set(s.name, convert(s, fromEnv, `environment variable ${envName(s)}`))
    const fromFlag = flags[flagName(s)]
    if (fromFlag !== undefined) out.set(s.name, convert(s, fromFlag, `--${flagName(s)}`))
  }
  // A port from the command line stands for all of its kind in the file.
  const named = (name: string): boolean => env[`HAUKI_${name.toUpperCase()}_PORT`] !== undefined || flags[`${name}-port`] !== undefined
  if (profile) profile = { ...profile, ports: profile.ports.filter((p) => !named(p.kind === 'telnet' ? 'telnet' : 'web')) }
  return Object.assign(out, { profile })
}

function readFile(path: string, out: Map<string, SettingValue>): Profile | null {
  let doc: Record<string, unknown>
  try {
    const text = readFileSync(path, 'utf8')
    if (!path.endsWith('.toml') && isFluffosConfig(text)) return readFluffosConfig(text, out)
    doc = parse(text)
  } catch (e) {
    const where = e instanceof TomlError ? `${path}:${e.line}:${e.column}` : path
    throw new ConfigError(`${where}: ${e instanceof Error ? e.message.split('\n')[0] : e}`)
  }
  for (const [section, keys] of Object.entries(doc)) {
    if (typeof keys !== 'object' || keys === null || Array.isArray(keys)) throw new ConfigError(`${path}: ${section} must be a section: [${section}]`)
    for (const [key, value] of Object.entries(keys)) {
      const name = `${section}.${key}`
      const s = SETTINGS.find((x) => x.name === name)
      if (!s) throw new ConfigError(`${path}: unknown setting ${name}${suggest(name)}`)
      out.set(name, check(s, value, `${path}: ${name}`))
    }
  }
  return null
}

function check(s: Setting, value: unknown, where: string): SettingValue {
  switch (s.type) {
    case 'string':
      if (typeof value !== 'string') break
      if (s.choices && !s.choices.includes(value)) throw new ConfigError(`${where}: ${JSON.stringify(value)} is none of ${s.choices.join(', ')}`)
      return value
    case 'int':
      if (!Number.isSafeInteger(value)) break
      return within(s, value as number, where)
    case 'bool':
      if (typeof value === 'boolean') return value
      break
    case 'list':
      if (Array.isArray(value) && value.every((v) => typeof v === 'string')) return value as string[]
      break
  }
  throw new ConfigError(`${where}: expected ${s.type === 'list' ? 'a list of strings' : s.type}, got ${JSON.stringify(value)}`)
}

function within(s: Setting, value: number, where: string): number {
  const [least, greatest] = s.range ?? [-Infinity, Infinity]
  if (value >= least && value <= greatest) return value
  throw new ConfigError(`${where}: expected ${greatest === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `${least} to ${greatest}`}, got ${value}`)
}

function convert(s: Setting, text: string, where: string): SettingValue {
  switch (s.type) {
    case 'string':
      return check(s, text, where)
    case 'int':
      return check(s, /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : text, where)
    case 'bool':
      return check(s, text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text, where)
    case 'list':
      return text === '' ? [] : text.split(',').map((x) => x.trim())
  }
}

/** The known name that shares the most letters at both ends, if there is one in that section or with that key. */
function suggest(name: string): string {
  const [section, key] = name.split('.')
  const near = SETTINGS.map((s) => s.name).filter((n) => n.startsWith(`${section}.`) || n.endsWith(`.${key}`))
  near.sort((a, b) => likeness(b, name) - likeness(a, name))
  return near.length ? ` (did you mean ${near[0]}?)` : ''
}

function likeness(a: string, b: string): number {
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  return (start + end) / Math.max(a.length, b.length)
}

export function text(c: Settings, name: string): string {
  return c.get(name) as string
}

export function int(c: Settings, name: string): number {
  return c.get(name) as number
}

export function list(c: Settings, name: string): readonly string[] {
  return c.get(name) as readonly string[]
}

/** What is in the file that a setting names. */
export function fileOf(name: string, path: string): Buffer {
  if (path === '') throw new ConfigError(`${name} is not set`)
  return usable(name, () => readFileSync(path))
}

/** What a file or folder that a setting names is needed for. Throws ConfigError with the setting's name. */
export function usable<T>(name: string, use: () => T): T {
  try {
    return use()
  } catch (e) {
    throw new ConfigError(`${name}: ${(e as Error).message}`)
  }
}

export function bool(c: Settings, name: string): boolean {
  return c.get(name) as boolean
}
