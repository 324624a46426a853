/** has_cycle(): does data contain itself? Memory is not the matter here, saving and printing is. */
import { Closure } from '../../driver/vm/closure.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { ClassInstance, live, type Value } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'

function parts(v: Value): readonly Value[] {
  const x = live(v)
  if (Array.isArray(x)) return x
  if (x instanceof Mapping) return [...x.map.keys(), ...x.map.values()]
  if (x instanceof ClassInstance) return x.fields
  return x instanceof Closure ? x.bound : []
}

export default [
  efun({
    name: 'has_cycle', family: 'types', since: '0.1', ticks: 2,
    sig: 'int has_cycle(mixed value)',
    doc: 'Tells whether `value` contains itself, directly or further down.\n\nSuch data cannot be saved. It is no leak: the driver collects it as any other.',
    examples: ['!has_cycle(({ 1, ({ 2 }) }))'],
    seeAlso: ['copy', 'save_variable'],
  }, (F, root: Value) => {
    const open = new Set<Value>()
    const done = new Set<Value>()
    // Depth first, with the way down kept as data: nesting may be as deep as memory allows.
    const way: Array<{ v: Value; parts: readonly Value[]; next: number }> = []
    const enter = (v: Value): void => {
      F.charge(1)
      open.add(v)
      way.push({ v, parts: parts(v), next: 0 })
    }
    enter(root)
    for (let top = way.at(-1); top; top = way.at(-1)) {
      if (top.next >= top.parts.length) {
        open.delete(top.v)
        done.add(top.v)
        way.pop()
        continue
      }
      const child = live(top.parts[top.next++])
      if (typeof child !== 'object' || done.has(child)) continue
      if (open.has(child)) return 1
      enter(child)
    }
    return 0
  }),
] as Efun[]
