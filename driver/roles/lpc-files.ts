/**
 * The files that `hauki lpc check` is asked for: names as they are, folders with all LPC in them,
 * and patterns that no shell has spelled out (`mudlib/**`, `cmds/*.c`).
 */
import { lstatSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

const SOURCE = /\.(?:c|lpc)$/

/** In the order asked for, each folder by name. What is no folder and no pattern stays as it is. */
export function lpcFiles(asked: readonly string[]): string[] {
  return [...new Set(asked.flatMap((name) => (isFolder(name) ? sources(name) : /[*?]/.test(name) ? matching(name) : [name])))]
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

/** All LPC files below a folder; links are not followed. */
function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((e) => (e.isDirectory() ? sources(join(folder, e.name)) : e.isFile() && SOURCE.test(e.name) ? [join(folder, e.name)] : []))
}

/** `*` and `?` stay within a name, `**` crosses folders. A pattern that nothing fits stays, to be told of. */
function matching(pattern: string): string[] {
  const folder = dirname(`${pattern.slice(0, pattern.search(/[*?]/))}x`)
  const fits = new RegExp(`^${pattern.replace(/\*\*\/?|[*?]|[.+^${}()|[\]\\]/g, (m) => (m === '**/' ? '(?:.*/)?' : m === '**' ? '.*' : m === '*' ? '[^/]*' : m === '?' ? '[^/]' : `\\${m}`))}$`)
  const found = isFolder(folder) ? sources(folder).filter((f) => fits.test(f) || fits.test(`./${f}`)) : []
  return found.length ? found : [pattern]
}
