/**
 * The compile cache's entries: what the passes up to emit made of one file, as bytes and back.
 * A line that names the format and the digest of the rest, a line of JSON, and three sections:
 * what is only needed when a frame parks or an error is shown (positions and lowered forms, packed
 * until then), the script, and V8's own cache of it.
 */
import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { LpcType } from '../../lang/types.js'
import type { Position, PositionTable } from '../../vm/trace.js'
import type { Emitted, Parking } from '../emit/module.js'
import { resumableText } from '../emit/module.js'
import { entryIn, positionIn, type PositionData } from '../emit/writer.js'
import type { LFunction } from '../lir.js'
import type { Layout, Signature } from '../link.js'
import type { Inherited } from '../scope.js'
import type { Answer } from './inquiry.js'

const FORMAT = 'hauki-lpc-3'
/** The quickest: seven times smaller as it is. */
const PACKED = { level: 1 }

/** What an entry says, but for the inherited programs, which the reader has. */
export interface Entry {
  readonly answers: readonly Answer[]
  /** The inherits in order: how each was asked for, and its label and access. */
  readonly inherits: ReadonlyArray<{ readonly path: string; readonly hidden: boolean; readonly label: string; readonly access: Inherited['access'] }>
  readonly layout: Omit<Layout, 'inherits'>
  readonly files: readonly string[]
  readonly saveTypes: boolean
  readonly warnings: string
  readonly emitted: Emitted
  /** V8's cache of the script. */
  readonly code: Buffer
}

export interface Writable extends Omit<Entry, 'emitted'> {
  readonly text: string
  readonly positions: PositionData
  readonly functions: readonly LFunction[]
  readonly emitted: Pick<Emitted, 'supers' | 'init'>
}

type FunctionRow = readonly [name: string, js: string, access: Inherited['access'], flags: number, type: number, line: number, params: ReadonlyArray<readonly [name: string, type: number, flags: number]>]

interface Index {
  readonly answers: readonly Answer[]
  readonly inherits: Entry['inherits']
  readonly types: readonly LpcType[]
  readonly slots: readonly string[]
  readonly segmentRefs: Layout['segmentRefs']
  readonly variables: ReadonlyArray<readonly [name: string, type: number, access: Inherited['access'], nosave: boolean]>
  readonly classes: ReadonlyArray<readonly [name: string, members: readonly string[], types: readonly number[]]>
  readonly functions: readonly FunctionRow[]
  readonly prototypes: readonly FunctionRow[]
  readonly files: readonly string[]
  readonly saveTypes: boolean
  readonly warnings: string
  readonly parking: ReadonlyArray<readonly [js: string, name: string]>
  readonly supers: Emitted['supers']
  readonly init: string | null
  readonly lengths: readonly [later: number, text: number, code: number]
}

interface Later {
  readonly positions: PositionData
  readonly functions: readonly LFunction[]
}

const bits = (...flags: readonly boolean[]): number => flags.reduce((n, f, i) => n | (f ? 1 << i : 0), 0)

export function encode(e: Writable): Buffer {
  const types: LpcType[] = []
  const numbers = new Map<string, number>()
  const type = (t: LpcType): number => {
    const key = JSON.stringify(t)
    let n = numbers.get(key)
    if (n === undefined) numbers.set(key, (n = types.push(t) - 1))
    return n
  }
  const row = (name: string, js: string, f: Signature): FunctionRow => [
    name, js, f.access, bits(f.nomask, f.varargs, f.async), type(f.type), f.loc?.line ?? 0,
    f.params.map((p) => [p.name, type(p.type), bits(p.ref, p.rest, p.optional)]),
  ]
  const parking = e.functions.filter((f) => f.calls.length)
  const later = deflateRawSync(JSON.stringify({ positions: e.positions, functions: parking } satisfies Later), PACKED)
  const text = Buffer.from(e.text)
  const { layout } = e
  const index: Index = {
    answers: e.answers,
    inherits: e.inherits,
    types,
    slots: layout.slots,
    segmentRefs: layout.segmentRefs,
    variables: layout.ownVariables.map((v) => [v.name, type(v.type), v.access, v.nosave]),
    classes: [...layout.classes].map(([name, c]) => [name, c.members, c.types.map(type)]),
    functions: [...layout.functions].map(([name, f]) => row(name, f.js, f)),
    prototypes: [...layout.prototypes].map(([name, f]) => row(name, '', f)),
    files: e.files,
    saveTypes: e.saveTypes,
    warnings: e.warnings,
    parking: parking.map((f) => [f.js, f.name]),
    supers: e.emitted.supers,
    init: e.emitted.init,
    lengths: [later.length, text.length, e.code.length],
  }
  const rest = Buffer.concat([Buffer.from(`${JSON.stringify(index)}\n`), later, text, e.code])
  return Buffer.concat([Buffer.from(`${FORMAT} ${digest(rest)}\n`), rest])
}

/** The entry, or null when the bytes are not what encode() made. */
export function decode(bytes: Buffer, suspendEverywhere: boolean): Entry | null {
  const head = bytes.indexOf(10)
  if (head < 0 || head > 200) return null
  const rest = bytes.subarray(head + 1)
  if (bytes.toString('latin1', 0, head) !== `${FORMAT} ${digest(rest)}`) return null
  const end = rest.indexOf(10)
  const index = JSON.parse(rest.toString('utf8', 0, end)) as Index
  const [laterLength, textLength] = index.lengths
  const section = (start: number, length?: number): Buffer => rest.subarray(start, length === undefined ? undefined : start + length)
  const start = end + 1
  // Apart from the rest, which can then be freed.
  const later = lazily(Buffer.from(section(start, laterLength)))
  const text = section(start + laterLength, textLength).toString()
  const { types } = index
  const signature = ([, , access, flags, t, line, params]: FunctionRow): Signature => ({
    access, nomask: !!(flags & 1), varargs: !!(flags & 2), async: !!(flags & 4), type: types[t], loc: { line },
    params: params.map(([n, p, f]) => ({ name: n, type: types[p], ref: !!(f & 1), rest: !!(f & 2), optional: !!(f & 4) })),
  })
  return {
    answers: index.answers,
    inherits: index.inherits,
    layout: {
      slots: index.slots,
      segmentRefs: index.segmentRefs,
      ownVariables: index.variables.map(([name, t, access, nosave]) => ({ name, type: types[t], access, nosave })),
      classes: new Map(index.classes.map(([name, members, ts]) => [name, { members, types: ts.map((t) => types[t]) }])),
      functions: new Map(index.functions.map((r) => [r[0], { ...signature(r), js: r[1] }])),
      prototypes: new Map(index.prototypes.map((r) => [r[0], signature(r)])),
    },
    files: index.files,
    saveTypes: index.saveTypes,
    warnings: index.warnings,
    emitted: {
      script: () => ({ text, positions: new KeptPositions(later) }),
      parking: index.parking.map(([js, name], i) => new KeptParking(js, name, i, later, suspendEverywhere)),
      supers: index.supers,
      init: index.init,
    },
    code: section(start + laterLength + textLength),
  }
}

function digest(rest: Buffer): string {
  return createHash('sha256').update(rest).digest('base64url')
}

function lazily(bytes: Buffer): () => Later {
  let later: Later | null = null
  return () => (later ??= JSON.parse(inflateRawSync(bytes).toString()) as Later)
}

class KeptPositions implements PositionTable {
  constructor(private readonly later: () => Later) {}

  position(jsLine: number): Position | null {
    return positionIn(this.later().positions, jsLine)
  }

  entry(js: string): Position | null {
    return entryIn(this.later().positions, js)
  }
}

class KeptParking implements Parking {
  constructor(
    readonly js: string,
    readonly name: string,
    private readonly at: number,
    private readonly later: () => Later,
    private readonly suspendEverywhere: boolean,
  ) {}

  get points(): Parking['points'] {
    return this.later().functions[this.at].calls
  }

  resumable(_filename: string, available: Iterable<string>): ReturnType<Parking['resumable']> {
    const w = resumableText(this.later().functions[this.at], available, { suspendEverywhere: this.suspendEverywhere })
    return { text: w.seal(), positions: w }
  }
}
