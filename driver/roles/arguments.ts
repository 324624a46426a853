/**
 * Arguments of LPC functions from a command line: `3`, `"x"`, `({ 1, ([ "a": 2.5 ]) })` are LPC
 * values, anything else is a string.
 */
import { restoreValue } from '../../efuns/format/save.js'
import type { Value } from '../vm/values.js'
import type { World } from '../world/world.js'

export function lpcArgument(world: World, text: string): Value {
  if (text.trim() === '') return text
  let value: Value = text
  world.start({}, (F) => {
    try {
      value = restoreValue(F, asSaved(text))
    } catch {
      value = text
    }
    return undefined
  })
  return value
}

const STRING = /"(?:[^"\\]|\\.)*"/

/** As save_variable() writes it: no space, a comma after each element. */
function asSaved(text: string): string {
  const outside = (what: RegExp, by: (found: string) => string): void => {
    text = text.replace(new RegExp(`(${STRING.source})|${what.source}`, 'gs'), (found, string: string | undefined) => string ?? by(found))
  }
  outside(/\s*[(){}[\],:]\s*/, (found) => found.trim())
  outside(/(?<![,({[])(?:\}\)|\]\))/, (end) => `,${end}`)
  return text.trim()
}
