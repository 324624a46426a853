/**
 * LPC values as bytes. Sharing and cycles are kept by back references; objects and functions
 * pass through a Refs pair. Safe on hostile bytes: every length is checked before anything is
 * allocated, depth, nodes and containers are bounded, duplicate keys and trailing bytes refused.
 *
 * One tag byte, then what it says. Small ints, short strings, arrays and mappings have their
 * count in the tag. Tags 0x15–0x3f and 0xe0–0xff are reserved. Not for: envelopes (frame.ts), plain records (plain.ts).
 */
import { Closure } from '../driver/vm/closure.js'
import { LpcObject } from '../driver/vm/object.js'
import { ClassInstance, Float, type ClassDef, type Value } from '../driver/vm/values.js'
import { Mapping } from '../driver/vm/mapping.js'
import { malformed, Reader, Writer } from './bytes.js'
import { MeshError } from './errors.js'
import { MAX_CLASS_MEMBERS, MAX_FRAME, MAX_NAME, MAX_VALUE_CONTAINERS, MAX_VALUE_DEPTH, MAX_VALUE_NODES } from './limits.js'

/** A reference on the wire. `mine`: id is in the sender's export table; else in the receiver's. */
export interface Ref {
  readonly mine: boolean
  readonly kind: 'object' | 'function'
  readonly id: number
  readonly name: string
  /** The sender's stand-in for an object of a third party. */
  readonly elsewhere?: boolean
}

export interface Refs {
  exportRef(ob: LpcObject | Closure): Ref
  importRef(ref: Ref): Value
  classDef?(name: string, members: readonly string[]): ClassDef | undefined
}

const UNDEF = 0x00
const INT16 = 0x01
const INT32 = 0x02
const INT53 = 0x03
const INT64 = 0x04
const FLOAT = 0x05
const ASCII = 0x06
const UTF8 = 0x07
/** Code units, for text with lone surrogates, which UTF-8 cannot say. */
const UTF16 = 0x08
const BUFFER = 0x09
const ARRAY = 0x0a
const MAPPING = 0x0b
const CLASS_NEW = 0x0c
const CLASS_AGAIN = 0x0d
const BACK = 0x0e
/** 0x10–0x13: bit 0 yours, bit 1 function. 0x14: mine, and only a stand-in. */
const REF = 0x10
const SMALL_INT = 0x40
const SMALL_STRING = 0x80
const SMALL_ARRAY = 0xc0
const SMALL_MAPPING = 0xd0

/** Below this a loop over the characters beats asking the runtime for the byte length and writing. */
const ASCII_LOOP = 200

/** A surrogate without its other half. */
const LONE = /\p{Surrogate}/u

/** From here on a Map finds a container faster than looking through the list. */
const LINEAR = 12

/** Throws MeshError TOO_DEEP, TOO_LARGE, or MALFORMED (an object and no refs). */
export function encodeValue(value: Value, refs?: Refs): Uint8Array {
  const w = scratch ?? new Writer(MAX_FRAME, 4096)
  scratch = null
  w.pos = 0
  writeValue(w, value, refs)
  const bytes = w.take()
  // A writer grown by one large value is not kept, nor one that a throw left behind.
  if (w.buf.length <= 65_536) scratch = w
  return bytes
}

/** The writer of the last encodeValue. Null while in use: exportRef may encode again. */
let scratch: Writer | null = null

/** The same into a Writer. On a throw the writer's position is wherever it was. */
export function writeValue(w: Writer, value: Value, refs?: Refs): void {
  new Encoder(w, refs).value(value, 0)
}

/** Throws MeshError MALFORMED, TOO_DEEP, TOO_LARGE; nothing else, whatever the bytes. */
export function decodeValue(bytes: Uint8Array, refs?: Refs): Value {
  const d = new Decoder(new Reader(bytes), refs)
  const v = d.value(0)
  if (d.r.left !== 0) throw malformed('bytes after the end of the value')
  return v
}

class Encoder {
  private readonly seen: object[] = []
  private index: Map<object, number> | null = null
  private defs: ClassDef[] | null = null
  private nodes = 0

  constructor(private readonly w: Writer, private readonly refs: Refs | undefined) {}

  value(v: Value, depth: number): void {
    const w = this.w
    switch (typeof v) {
      case 'number':
        return this.int(v)
      case 'string':
        return this.string(v)
      case 'undefined':
        return w.u8(UNDEF)
      case 'bigint':
        w.u8(INT64)
        return w.i64(v)
      default:
        return this.container(v, depth)
    }
  }

  private int(n: number): void {
    const w = this.w
    if ((n | 0) === n) {
      if (n >= 0 && n < 64) w.u8(SMALL_INT | n)
      else if (n >= -32768 && n < 32768) w.tagged16(INT16, n)
      else w.tagged32(INT32, n)
    } else {
      w.u8(INT53)
      w.f64(n)
    }
  }

  private string(s: string): void {
    const w = this.w
    const start = w.pos
    const n = s.length
    if (n < ASCII_LOOP) {
      if (n < 64) {
        w.u8(SMALL_STRING | n)
      } else {
        w.u8(ASCII)
        w.varint(n)
      }
      if (w.shortAscii(s)) return
      w.pos = start
    }
    const bytes = Buffer.byteLength(s)
    if (bytes === n) {
      w.u8(ASCII)
      w.varint(n)
      w.utf8(s, n)
    } else if (!LONE.test(s)) {
      w.u8(UTF8)
      w.varint(bytes)
      w.utf8(s, bytes)
    } else {
      w.u8(UTF16)
      w.varint(n)
      w.utf16(s)
    }
  }

  private container(v: Exclude<Value, undefined | number | bigint | string>, depth: number): void {
    const w = this.w
    if (v instanceof Float) {
      w.u8(FLOAT)
      return w.f64(v.v)
    }
    if (v instanceof LpcObject) {
      if (v.destructed) return w.u8(SMALL_INT)
      return this.ref(v)
    }
    if (v instanceof Closure) return this.ref(v)
    const isArray = Array.isArray(v)
    if (this.again(v)) return
    if (depth >= MAX_VALUE_DEPTH) throw new MeshError('TOO_DEEP', `A value nested deeper than ${MAX_VALUE_DEPTH} cannot be sent.`)
    if (isArray) {
      this.count(SMALL_ARRAY, ARRAY, v.length)
      for (let i = 0; i < v.length; i++) this.value(v[i], depth + 1)
    } else if (v instanceof Mapping) {
      v.sweep()
      this.count(SMALL_MAPPING, MAPPING, v.size)
      for (const [key, value] of v) {
        this.value(key, depth + 1)
        this.value(value, depth + 1)
      }
    } else if (v instanceof ClassInstance) {
      this.instance(v, depth)
    } else if (v instanceof Uint8Array) {
      w.u8(BUFFER)
      w.varint(v.length)
      w.bytes(v)
    } else {
      throw malformed('a promise cannot be sent: await it first')
    }
  }

  private instance(v: ClassInstance, depth: number): void {
    const { def, fields } = v
    const known = this.defs === null ? -1 : this.defs.indexOf(def)
    if (known >= 0) {
      this.w.u8(CLASS_AGAIN)
      this.w.varint(known)
    } else {
      if (def.members.length > MAX_CLASS_MEMBERS) throw new MeshError('TOO_LARGE', `A class of more than ${MAX_CLASS_MEMBERS} members cannot be sent.`)
      ;(this.defs ??= []).push(def)
      this.w.u8(CLASS_NEW)
      this.string(def.name)
      this.w.varint(def.members.length)
      for (const m of def.members) this.string(m)
    }
    this.tally(def.members.length)
    for (let i = 0; i < def.members.length; i++) this.value(fields[i], depth + 1)
  }

  private count(small: number, tag: number, n: number): void {
    this.tally(n)
    if (n < 16) return this.w.u8(small | n)
    this.w.u8(tag)
    this.w.varint(n)
  }

  private tally(n: number): void {
    this.nodes += n
    if (this.nodes > MAX_VALUE_NODES) throw new MeshError('TOO_LARGE', `More than ${MAX_VALUE_NODES} values cannot be sent at once.`)
  }

  /** Writes a back reference if `v` has been written already, else remembers it. */
  private again(v: object): boolean {
    const seen = this.seen
    let at: number
    if (this.index !== null) {
      at = this.index.get(v) ?? -1
    } else {
      at = seen.length - 1
      while (at >= 0 && seen[at] !== v) at--
    }
    if (at >= 0) {
      this.w.u8(BACK)
      this.w.varint(at)
      return true
    }
    if (this.index !== null) {
      if (this.index.size >= MAX_VALUE_CONTAINERS) throw new MeshError('TOO_LARGE', `More than ${MAX_VALUE_CONTAINERS} arrays and mappings cannot be sent at once.`)
      this.index.set(v, this.index.size)
    } else if (seen.push(v) > LINEAR) {
      this.index = new Map(seen.map((o, i) => [o, i]))
    }
    return false
  }

  private ref(v: LpcObject | Closure): void {
    if (this.refs === undefined) throw malformed('objects and functions cannot be sent here')
    const { mine, kind, id, name, elsewhere } = this.refs.exportRef(v)
    this.w.u8(REF | (mine ? 0 : 1) | (kind === 'function' ? 2 : 0) | (elsewhere === true ? 4 : 0))
    this.w.varint(id)
    this.string(name.slice(0, MAX_NAME))
  }
}

class Decoder {
  private readonly seen: Value[] = []
  private defs: ClassDef[] = []
  private nodes = 0

  constructor(readonly r: Reader, private readonly refs: Refs | undefined) {}

  value(depth: number): Value {
    const r = this.r
    const tag = r.u8()
    if (tag >= SMALL_INT) {
      if (tag < SMALL_STRING) return tag & 63
      if (tag < SMALL_ARRAY) return r.ascii(tag & 63)
      if (tag < SMALL_MAPPING) return this.array(tag & 15, depth)
      if (tag < 0xe0) return this.mapping(tag & 15, depth)
      throw malformed(`unknown tag ${tag}`)
    }
    switch (tag) {
      case UNDEF:
        return undefined
      case INT16:
        return r.i16()
      case INT32:
        return r.i32()
      case INT53:
        return safeInt(r.f64())
      case INT64:
        return wideInt(r.i64())
      case FLOAT:
        return new Float(r.f64())
      case ASCII:
      case UTF8:
      case UTF16:
        return this.text(tag)
      case ARRAY:
        return this.array(r.varint(), depth)
      case MAPPING:
        return this.mapping(r.varint(), depth)
      case BUFFER:
        return this.remember(r.bytes(r.varint()))
      case CLASS_NEW:
        return this.instance(this.classDef(), depth)
      case CLASS_AGAIN:
        return this.instance(this.defs[r.varint()], depth)
      case BACK: {
        const at = r.varint()
        if (at >= this.seen.length) throw malformed('a reference to a value that has not come yet')
        return this.seen[at]
      }
      case REF:
      case REF | 1:
      case REF | 2:
      case REF | 3:
      case REF | 4:
        return this.ref(tag)
      default:
        throw malformed(`unknown tag ${tag}`)
    }
  }

  private text(tag: number): string {
    const n = this.r.varint()
    if (tag === ASCII) return this.r.ascii(n)
    if (tag === UTF8) return this.r.utf8(n)
    const s = this.r.utf16(n)
    if (!LONE.test(s)) throw malformed('UTF-16 where UTF-8 would do')
    return s
  }

  private array(n: number, depth: number): Value[] {
    this.enter(n, n, depth)
    const a: Value[] = []
    this.remember(a)
    for (let i = 0; i < n; i++) a.push(this.value(depth + 1))
    return a
  }

  private mapping(n: number, depth: number): Mapping {
    this.enter(n, n * 2, depth)
    const m = new Mapping()
    this.remember(m)
    for (let i = 0; i < n; i++) {
      const key = this.value(depth + 1)
      if (key === undefined) throw malformed('an undefined key')
      m.set(key, this.value(depth + 1))
      if (m.size !== i + 1) throw malformed('a key that comes twice')
    }
    return m
  }

  private classDef(): ClassDef {
    const name = this.key()
    const n = this.r.varint()
    if (n > MAX_CLASS_MEMBERS) throw new MeshError('TOO_LARGE', `A class of ${n} members.`)
    const members: string[] = []
    for (let i = 0; i < n; i++) members.push(this.key())
    if (new Set(members).size !== n) throw malformed('a class member that comes twice')
    const local = this.refs?.classDef?.(name, members)
    const def = local ?? { name, members }
    if (def.members.length !== n) throw malformed(`class ${name} has another layout here`)
    this.defs.push(def)
    return def
  }

  private key(): string {
    const s = this.value(MAX_VALUE_DEPTH)
    if (typeof s !== 'string' || s.length > MAX_NAME) throw malformed('a name was expected')
    return s
  }

  private instance(def: ClassDef | undefined, depth: number): ClassInstance {
    if (def === undefined) throw malformed('a class that has not come yet')
    const n = def.members.length
    this.enter(n, n, depth)
    const fields: Value[] = []
    const c = new ClassInstance(def, fields)
    this.remember(c)
    for (let i = 0; i < n; i++) fields.push(this.value(depth + 1))
    return c
  }

  private ref(tag: number): Value {
    if (this.refs === undefined) throw malformed('objects and functions cannot be received here')
    const id = this.r.varint()
    const name = this.key()
    return this.refs.importRef({ mine: (tag & 1) === 0, kind: (tag & 2) === 0 ? 'object' : 'function', id, name, elsewhere: (tag & 4) !== 0 })
  }

  /** `n` elements, that take at least `bytes`. */
  private enter(n: number, bytes: number, depth: number): void {
    if (bytes > this.r.left) throw malformed('it promises more than it holds')
    if (depth >= MAX_VALUE_DEPTH) throw new MeshError('TOO_DEEP', `A value nested deeper than ${MAX_VALUE_DEPTH}.`)
    this.nodes += n
    if (this.nodes > MAX_VALUE_NODES) throw new MeshError('TOO_LARGE', `More than ${MAX_VALUE_NODES} values in one message.`)
  }

  private remember<T extends Value>(v: T): T {
    if (this.seen.push(v) > MAX_VALUE_CONTAINERS) throw new MeshError('TOO_LARGE', `More than ${MAX_VALUE_CONTAINERS} arrays and mappings in one message.`)
    return v
  }
}

/** The engine relies on canonical ints: a number exactly when it is safe. */
function safeInt(n: number): number {
  if (!Number.isSafeInteger(n)) throw malformed('an int that is none')
  return n + 0
}

function wideInt(n: bigint): bigint {
  if (n >= -9007199254740991n && n <= 9007199254740991n) throw malformed('a small int written large')
  return n
}
