/**
 * Descriptors this process got from whoever started it (a shell, a supervisor) and that a child
 * would inherit too: node marks its own close-on-exec, not those. A vault must have none of them.
 */
import { openSync, readdirSync, readFileSync } from 'node:fs'

const CLOSE_ON_EXEC = 0o2000000
/** Descriptors above cannot be covered: each costs an entry for all below it. */
const MOST = 1_024

let leaking: number[] | null = null
let nowhere = -1

/** The stdio of a child that gets `first` as its lowest descriptors and /dev/null in place of whatever would leak. */
export function stdioWith(first: ReadonlyArray<'ignore' | 'pipe'>): Array<'ignore' | 'pipe' | number> {
  leaking ??= find()
  const stdio: Array<'ignore' | 'pipe' | number> = [...first]
  for (const fd of leaking) {
    if (fd < first.length) continue
    if (nowhere < 0) nowhere = openSync('/dev/null', 'r')
    // Above the standard three "ignore" means: leave it as it is.
    while (stdio.length < fd) stdio.push('ignore')
    stdio[fd] = nowhere
  }
  return stdio
}

function find(): number[] {
  const found: number[] = []
  for (const name of readdirSync('/proc/self/fd')) {
    const fd = Number(name)
    if (fd <= 2 || fd > MOST) continue
    try {
      const flags = /^flags:\s+([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1]
      if (flags !== undefined && (parseInt(flags, 8) & CLOSE_ON_EXEC) === 0) found.push(fd)
    } catch {
      // the descriptor of this listing itself
    }
  }
  return found.sort((a, b) => a - b)
}
