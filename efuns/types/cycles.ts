/**
 * has_cycle(), find_cycles(), break_cycles(): does data contain itself, and where? Memory is not
 * the matter here, saving and printing is.
 */
import { Closure } from '../../driver/vm/closure.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { checkSize } from '../../driver/vm/ops.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { LpcPromise } from '../../driver/vm/promise.js'
import { ClassInstance, Float, live, type Value } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'

/** UTF-16 units of a mapping key that a path shows. */
const KEY_SHOWN = 40

/** One place of a container: what is there, how a path names it, how it is emptied. */
interface Slot {
  readonly value: Value
  readonly path: () => string
  readonly clear: () => void
}

function keyText(k: Value): string {
  if (typeof k === 'string') return `"${k.length > KEY_SHOWN ? k.slice(0, KEY_SHOWN) + '...' : k}"`
  if (k instanceof Float) return k.v.toFixed(6)
  return typeof k === 'number' || typeof k === 'bigint' ? String(k) : '<value>'
}

function slots(v: Value): Slot[] {
  if (Array.isArray(v)) return v.map((value, i) => ({ value, path: () => `[${i}]`, clear: () => void (v[i] = 0) }))
  if (v instanceof ClassInstance) return v.fields.map((value, i) => ({ value, path: () => `.${i}`, clear: () => void (v.fields[i] = 0) }))
  if (v instanceof Mapping) {
    return v.held().flatMap(([key, value]) => [
      { value: key, path: () => '[key <map>]', clear: () => void v.delete(key) },
      { value, path: () => `[${keyText(key)}]`, clear: () => (live(key) === key ? v.set(key, 0) : v.sweep()) },
    ])
  }
  if (v instanceof LpcPromise) return [{ value: v.value, path: () => '(result)', clear: () => void (v.value = 0) }]
  if (v instanceof Closure) return v.bound.map((value, i) => ({ value, path: () => `(args)[${i}]`, clear: () => void ((v.bound as Value[])[i] = 0) }))
  return []
}

/**
 * Calls `found` for each slot that closes a loop, with the way to it; `found` may empty the slot.
 * Depth first, with the way down kept as data: nesting may be as deep as memory allows.
 */
function walk(F: Fiber, root: Value, found: (slot: Slot, way: readonly Slot[]) => boolean): void {
  const open = new Set<Value>()
  const done = new Set<Value>()
  const way: Array<{ v: Value; slots: readonly Slot[]; next: number; by: Slot | null }> = []
  const enter = (v: Value, by: Slot | null): void => {
    const list = slots(v)
    F.charge(1 + list.length * 30)
    open.add(v)
    way.push({ v, slots: list, next: 0, by })
  }
  enter(live(root), null)
  for (let top = way.at(-1); top; top = way.at(-1)) {
    if (top.next >= top.slots.length) {
      open.delete(top.v)
      done.add(top.v)
      way.pop()
      continue
    }
    const slot = top.slots[top.next++]
    const child = live(slot.value)
    if (typeof child !== 'object' || done.has(child)) continue
    if (!open.has(child)) enter(child, slot)
    else if (!found(slot, way.flatMap((w) => w.by ?? []))) return
  }
}

export default [
  efun({
    name: 'has_cycle', family: 'types', since: '0.1', ticks: 30,
    sig: 'int has_cycle(mixed value)',
    doc: 'Tells whether `value` contains itself, directly or further down.\n\nSuch data cannot be saved. It is no leak: the driver collects it as any other.',
    examples: ['!has_cycle(({ 1, ({ 2 }) }))'],
    seeAlso: ['find_cycles', 'break_cycles', 'copy', 'save_variable'],
  }, (F, root: Value) => {
    let any = 0
    walk(F, root, () => {
      any = 1
      return false
    })
    return any
  }),
  efun({
    name: 'find_cycles', family: 'types', since: '0.1', ticks: 40,
    sig: 'string *find_cycles(mixed value)',
    doc: 'Where `value` contains itself: a path for each place that closes a loop, from the outside in. `[2]` is an element, `.1` the second member of a class, `["k"]` a mapping value, `[key <map>]` a mapping key, `(args)[0]` an argument that a function value holds. Which place of a loop is named depends on the order of the walk.',
    examples: ['sizeof(find_cycles(({ 1, ({ 2 }) }))) == 0'],
    seeAlso: ['has_cycle', 'break_cycles'],
  }, (F, root: Value) => {
    const out: string[] = []
    walk(F, root, (slot, way) => {
      F.charge(way.length + 1)
      checkSize(F, 'array', out.length + 1, F.host.limits.arraySize)
      const path = [...way, slot].map((s) => s.path()).join('')
      checkSize(F, 'string', path.length, F.host.limits.stringLength)
      out.push(path)
      return true
    })
    return out
  }),
  efun({
    name: 'break_cycles', family: 'types', since: '0.1', ticks: 40,
    sig: 'int break_cycles(mixed value)',
    doc: 'Empties, in place, every slot of `value` that closes a loop, and gives how many: an element, member or mapping value becomes 0, a mapping key that closes one goes with its value. What is merely shared stays. Afterwards the data can be saved and printed.',
    examples: ['break_cycles(({ 1, ({ 2 }) })) == 0'],
    seeAlso: ['has_cycle', 'find_cycles'],
  }, (F, root: Value) => {
    let count = 0
    walk(F, root, (slot) => {
      slot.clear()
      count++
      return true
    })
    return count
  }),
] as Efun[]
