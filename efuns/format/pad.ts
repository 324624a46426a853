/** Padding and justification inside a field. */
import { clusters } from '../../driver/vm/text.js'
import { displayWidth } from '../strings/width.js'

export interface Pad {
  /** What to pad with; a space when not given. */
  readonly text: string
  readonly width: number
}

export type Justify = 'right' | 'left' | 'centre' | 'centreLeft'

/** Padding of exactly `width` columns. What is left when the pad string does not fit is blank. */
export function padding(pad: Pad | null, width: number, fromRight: boolean): string {
  if (width <= 0) return ''
  if (!pad) return ' '.repeat(width)
  const whole = Math.floor(width / pad.width)
  let out = pad.text.repeat(whole)
  let left = width - whole * pad.width
  for (const c of left > 0 ? clusters(pad.text) : []) {
    const w = displayWidth(c)
    if (w > left) break
    out += c
    left -= w
  }
  return left <= 0 ? out : fromRight ? ' '.repeat(left) + out : out + ' '.repeat(left)
}

/** `text`, `width` columns wide, in a field of `field` columns. Without `trailing` nothing is put behind it. */
export function justify(text: string, width: number, field: number, how: Justify, pad: Pad | null, trailing: boolean): string {
  const room = field - width
  if (room <= 0) return text
  switch (how) {
    case 'right': return padding(pad, room, true) + text
    case 'left': return trailing ? text + padding(pad, room, false) : text
    default: {
      const before = how === 'centre' ? Math.ceil(room / 2) : Math.floor(room / 2)
      return padding(pad, before, true) + text + (trailing ? padding(pad, room - before, false) : '')
    }
  }
}
