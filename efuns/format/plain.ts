/**
 * The formats of sprintf() that are text, `%s` and `%d` with at most a width filled with blanks:
 * nearly all that mudlibs use. They are laid out as parallel arrays when they are parsed, and one
 * loop of few allocations prints them. Not for: anything else a format can have (sprintf.ts).
 */
import type { Fiber } from '../../driver/vm/fiber.js'
import type { Value } from '../../driver/vm/values.js'
import { displayWidth } from '../strings/width.js'
import type { Item } from './parse.js'

/** Fields up to here are plain. */
export const PLAIN_FIELD = 200

export interface PlainFormat {
  /** Text in front of the first conversion. */
  readonly lead: string
  /** Of each conversion: whether it is `%s`, its field (0: none), whether it is justified left, the text behind it. */
  readonly isText: readonly boolean[]
  readonly fields: readonly number[]
  readonly lefts: readonly boolean[]
  readonly tails: readonly string[]
}

/** The layout, or null where some item is out of the ordinary. */
export function plainFormat(items: readonly Item[]): PlainFormat | null {
  const texts = ['']
  const isText: boolean[] = []
  const fields: number[] = []
  const lefts: boolean[] = []
  for (const item of items) {
    if (typeof item === 'string') texts[texts.length - 1] += item
    else if ('fault' in item || !item.plain) return null
    else {
      isText.push(item.type === 's')
      fields.push(item.field)
      lefts.push(item.how === 'left')
      texts.push('')
    }
  }
  return { lead: texts[0], isText, fields, lefts, tails: texts.slice(1) }
}

const BLANKS = Array.from({ length: PLAIN_FIELD + 1 }, (_, n) => ' '.repeat(n))

/** The text, or null when an argument is missing or of another type, or the text too long: the general way says why. */
export function printPlain(F: Fiber, format: PlainFormat, args: readonly Value[]): string | null {
  const { isText, fields, lefts, tails } = format
  if (args.length < tails.length) return null
  let out = format.lead
  let long = 0
  for (let i = 0; i < tails.length; i++) {
    const v = args[i]
    let text: string
    let width: number
    if (typeof v === 'string' && isText[i]) {
      text = v
      width = fields[i] > 0 ? displayWidth(text) : 0
      if (text.length > 32) long += text.length >> 5
    } else if (typeof v === 'number' && !isText[i]) {
      text = String(v)
      width = text.length
    } else return null
    const room = fields[i] - width
    if (room > 0) text = lefts[i] ? text + BLANKS[room] : BLANKS[room] + text
    out += text + tails[i]
  }
  if (out.length > F.host.limits.stringLength) return null
  if (long > 0) F.charge(long)
  return out
}
