/**
 * Source maps for emitted scripts (ECMA-426, version 3), inline as a data URL: what a debugger
 * needs to stop in the `.c` file, to step by its lines and to show locals by their LPC names.
 * Written only when a debugger may attach. One mapping per statement, and one per LPC name.
 * Not for: traces and profiles, which use the Writer's position table.
 */
import type { DebugOptions } from '../options.js'
import type { Writer } from './writer.js'

/** Locals (`l_total`, `l_i$1`) and functions (`$name`) where they are declared or used. */
const IDENTIFIER = /\bl_(\w+(?:\$\d+)?)|(?<=^\s*function )(?:\$[\w$]+|resume)(?=\()/g

/** The comment to put after the script's text. */
export function inlineSourceMap(script: string, w: Writer, texts: ReadonlyMap<string, string>, debug: DebugOptions): string {
  const map = new MapWriter()
  w.each((text, file, line, col, fn) => map.line(text, file, line, col, fn))
  const json = JSON.stringify({
    version: 3,
    file: script,
    sources: map.sources.map((file) => debug.url(file)),
    sourcesContent: map.sources.map((file) => texts.get(file) ?? null),
    names: map.names,
    mappings: map.mappings,
  })
  return `\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,${Buffer.from(json).toString('base64')}`
}

class MapWriter {
  readonly sources: string[] = []
  readonly names: string[] = []
  mappings = ''
  private readonly sourceIndex = new Map<string, number>()
  private readonly nameIndex = new Map<string, number>()
  // What the next segment is counted from, as the format wants it.
  private source = 0
  private lpcLine = 0
  private lpcCol = 0
  private name = 0

  line(text: string, file: string | undefined, line: number, col: number, fn: string): void {
    if (file !== undefined) {
      const source = index(file, this.sources, this.sourceIndex)
      const start = text.length - text.trimStart().length
      let from = 0
      let out = ''
      const segment = (at: number, name: string | null): void => {
        out += `${out && ','}${vlq(at - from)}${vlq(source - this.source)}${vlq(line - 1 - this.lpcLine)}${vlq(col - 1 - this.lpcCol)}`
        from = at
        this.source = source
        this.lpcLine = line - 1
        this.lpcCol = col - 1
        if (name === null) return
        const n = index(name, this.names, this.nameIndex)
        out += vlq(n - this.name)
        this.name = n
      }
      segment(start, null)
      for (const m of text.matchAll(IDENTIFIER)) {
        segment(m.index, m[1] ?? fn)
        // The parenthesis too: profilers look for a function's name where its scope begins.
        segment(m.index + m[0].length, m[1] === undefined ? fn : null)
      }
      this.mappings += out
    }
    this.mappings += ';'
  }
}

function index(key: string, list: string[], known: Map<string, number>): number {
  let i = known.get(key)
  if (i === undefined) known.set(key, (i = list.push(key) - 1))
  return i
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Base64 variable-length quantity: the sign in the lowest bit, five bits a digit, low ones first. */
function vlq(n: number): string {
  let rest = n < 0 ? (-n << 1) | 1 : n << 1
  let out = ''
  do {
    const digit = rest & 31
    rest >>>= 5
    out += BASE64[rest ? digit | 32 : digit]
  } while (rest)
  return out
}
