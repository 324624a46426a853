/**
 * Descriptors this process got from whoever started it (a shell, a supervisor) and that a child
 * would inherit too: node marks its own close-on-exec, not those. A vault must have none of them.
 */
import { readdirSync, readFileSync } from 'node:fs'

const CLOSE_ON_EXEC = 0o2000000
/** Descriptors above cannot be covered: each costs an entry for all below it. */
const MOST = 1_024

let highest = -1

/** The stdio of a child that gets `first` as its lowest descriptors and /dev/null in place of whatever would leak. */
export function stdioWith(first: ReadonlyArray<'ignore' | 'pipe'>): Array<'ignore' | 'pipe'> {
  if (highest < 0) highest = find()
  const stdio: Array<'ignore' | 'pipe'> = [...first]
  while (stdio.length <= highest) stdio.push('ignore')
  return stdio
}

function find(): number {
  let top = 0
  for (const name of readdirSync('/proc/self/fd')) {
    const fd = Number(name)
    if (fd <= 2 || fd > MOST) continue
    try {
      const flags = /^flags:\s+([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1]
      if (flags !== undefined && (parseInt(flags, 8) & CLOSE_ON_EXEC) === 0) top = Math.max(top, fd)
    } catch {
      // the descriptor of this listing itself
    }
  }
  return top
}
