/**
 * Which mudlib a file or a role belongs to: from the settings, or from the lpc-config.json that
 * editors use. Not for: what a running world needs besides (mud.ts).
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import type { WorldConfig } from '../world/config.js'
import { ConfigError, list, readConfig, text } from './config.js'
import type { Settings } from './settings.js'

export type Mudlib = Pick<WorldConfig, 'mudlibDir' | 'masterFile' | 'simulEfunFile' | 'includeDirs' | 'globalInclude'> & Partial<WorldConfig>

/** What the settings say; what a FluffOS config says beyond them wins. */
export function mudlibOf(config: Settings): Mudlib {
  return {
    mudlibDir: resolve(text(config, 'mud.mudlib')),
    masterFile: text(config, 'mud.master'),
    simulEfunFile: text(config, 'mud.simul_efun') || null,
    includeDirs: list(config, 'mud.include'),
    globalInclude: globalInclude(text(config, 'mud.global_include')),
    ...config.profile?.world,
    ...definitions(config),
  }
}

/** The config file's macros, and those of mud.define. */
export function definitions(config: Settings): Pick<WorldConfig, 'predefines' | 'notPredefined'> {
  const given = list(config, 'mud.define').map((text) => /^(-?)([A-Za-z_]\w*)(?:=(.*))?$/.exec(text) ?? text)
  const predefines = new Map(config.profile?.world.predefines)
  const notPredefined: string[] = []
  for (const m of given) {
    if (typeof m === 'string') throw new ConfigError(`mud.define: ${JSON.stringify(m)} is no NAME, NAME=TEXT or -NAME`)
    if (m[1]) notPredefined.push(m[2])
    else predefines.set(m[2], m[3] ?? '')
  }
  return { predefines, notPredefined }
}

function globalInclude(name: string): string {
  return name ? `#include ${/^[<"]/.test(name) ? name : `"${name}"`}\n` : ''
}

/**
 * The mudlib a source file lies in: that of `config` (or of hauki.toml here), else of the nearest
 * lpc-config.json above it; null for a file of no known mudlib. Throws ConfigError.
 */
export function mudlibAround(file: string, config: string | null): Mudlib | null {
  const path = realpathSync(file)
  if (config !== null || existsSync('hauki.toml')) {
    const lib = mudlibOf(readConfig(config, {}))
    if (existsSync(lib.mudlibDir) && path.startsWith(realpathSync(lib.mudlibDir) + sep)) return lib
    if (config !== null) throw new ConfigError(`${file} is not in the mudlib of ${config} (${lib.mudlibDir})`)
  }
  for (let dir = dirname(path); ; dir = dirname(dir)) {
    const found = join(dir, 'lpc-config.json')
    if (existsSync(found)) return editorConfig(found)
    if (dir === dirname(dir)) return null
  }
}

/** What we need of the LPC language server's file; it has much more. */
interface EditorConfig {
  readonly include?: readonly string[]
  readonly libFiles?: { readonly master?: string; readonly simul_efun?: string; readonly global_include?: string }
  readonly libInclude?: readonly string[]
}

function editorConfig(path: string): Mudlib {
  let c: EditorConfig
  try {
    c = JSON.parse(withoutComments(readFileSync(path, 'utf8'))) as EditorConfig
  } catch (e) {
    throw new ConfigError(`${path}: ${(e as Error).message}`)
  }
  // As the language server has it: the first `include` is the root of all other paths.
  const root = resolve(dirname(path), c.include?.[0] ?? '.')
  const { master = '/master.c', simul_efun: simul = '', global_include: global = '' } = c.libFiles ?? {}
  return {
    mudlibDir: root,
    masterFile: bare(master),
    simulEfunFile: simul && existsSync(join(root, simul)) ? bare(simul) : null,
    includeDirs: (c.libInclude ?? ['include']).map((d) => join('/', d)),
    globalInclude: global ? `#include <${global}>\n` : '',
  }
}

function bare(path: string): string {
  return join('/', path.replace(/\.(c|lpc)$/, ''))
}

/** JSON with comments and trailing commas as JSON. */
function withoutComments(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_all, string?: string) => string ?? ' ')
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_all, string?: string) => string ?? '')
}
