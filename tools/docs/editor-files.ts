/**
 * What the LPC language server needs: mudlib/include/efuns.h with a prototype and LPCDoc for
 * every efun, and mudlib/lpc-config.json. The driver itself reads neither.
 */
import { makeWorld } from '../../driver/roles/make-world.js'
import { SETTINGS } from '../../driver/roles/settings.js'
import { showType } from '../../driver/lang/types.js'
import type { EfunInfo } from '../../efuns/table.js'
import { families } from './efun-pages.js'
import { GENERATED } from './page.js'

/** Words of the language, of LDMud's too: no parameter's name, and no prototype's (`new()` and `parse_command()` have a grammar of their own). */
const RESERVED: ReadonlySet<string> = new Set(['class', 'function', 'object', 'string', 'int', 'float', 'mapping', 'mixed', 'buffer', 'bytes', 'ref', 'new', 'parse_command', 'in', 'default'])

function typed(type: string, name: string): string {
  return type.endsWith('*') ? type + name : `${type} ${name}`
}

function prototype(e: EfunInfo): string {
  const params = e.params.map((p) => `${p.ref ? 'ref ' : ''}${typed(showType(p.type), parameter(p.name))}${p.rest ? '...' : ''}`)
  const varargs = e.params.some((p) => p.optional && !p.rest)
  return `${varargs ? 'varargs ' : ''}${typed(type(e), e.name)}(${params.join(', ')});`
}

function parameter(name: string): string {
  return RESERVED.has(name) ? `${name}_` : name
}

/** `class` without a name, an instance of any, is no type in LPC. */
function type(e: EfunInfo): string {
  return e.returns.base === 'class' ? 'mixed' : showType(e.returns)
}

function lpcDoc(e: EfunInfo): string {
  const lines = [
    ...e.spec.doc.split('\n'),
    '',
    ...e.params.map((p) => `@param {${showType(p.type)}} ${p.optional ? `[${parameter(p.name)}]` : parameter(p.name)}`),
    ...(e.returns.base === 'void' && !e.returns.stars ? [] : [`@returns {${showType(e.returns)}}`]),
    ...(e.spec.examples ?? []).map((x) => `@example ${x}`),
    ...(e.spec.seeAlso ?? []).map((x) => `@see ${x}`),
  ]
  return `/**\n${lines.map((l) => ` * ${l.replaceAll('*/', '* /').replaceAll('/*', '/ *')}`.trimEnd()).join('\n')}\n */`
}

export function efunHeader(): string {
  const parts = [...families()].map(([family, list]) => `/* ---- ${family} ---- */\n\n${list.filter((e) => !RESERVED.has(e.name)).map((e) => `${lpcDoc(e)}\n${prototype(e)}`).join('\n\n')}`)
  return `/*\n * The driver's efuns, for editors: globals.h includes this under __LANGUAGE_SERVER__ only.\n * ${GENERATED.replaceAll('`', '')} from efuns/: edits here are lost.\n */\n#ifndef EFUNS_H\n#define EFUNS_H\n\n${parts.join('\n\n')}\n\n#endif\n`
}

/** The macros that every file sees; not those that tell machine and version, or this file would depend on both. */
function macros(masterFile: string): Array<Record<string, string>> {
  const all = makeWorld({ mudlibDir: 'mudlib', masterFile }).config.predefines
  return [...all].filter(([name]) => name !== '__ARCH__' && name !== '__VERSION__').map(([name, value]) => ({ [name]: value }))
}

/** The server takes FluffOS's dialect by the closure syntax `(: :)`; the first include is its root. */
export function lpcConfig(): string {
  const setting = (name: string) => SETTINGS.find((s) => s.name === name)!.default
  const config = {
    driver: { type: 'fluffos' },
    include: ['./'],
    exclude: ['log', 'save', 'players'],
    libFiles: {
      master: `${setting('mud.master')}.c`,
      simul_efun: `${setting('mud.simul_efun')}.c`,
      player: '/std/player.c',
      global_include: String(setting('mud.global_include')).replace(/[<>"]/g, ''),
    },
    libInclude: (setting('mud.include') as readonly string[]).map((d) => d.replace(/^\//, '')),
    // The server reads one macro of each entry.
    defines: [{ __LANGUAGE_SERVER__: '1' }, ...macros(setting('mud.master') as string)],
    diagnostics: 'on',
  }
  return `// For the LPC language server of VS Code: open this folder. ${GENERATED.replaceAll('`', '')} from driver/roles/settings.ts.\n${JSON.stringify(config, null, 2)}\n`
}
