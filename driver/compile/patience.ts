/**
 * While LPC is compiled or comes from the cache, V8 waits longer before it optimises our own functions:
 * a boot is over soon, and a quarter of its processor time (a tenth, from the cache) went into optimised
 * code that then hardly ran. LPC itself, and what runs between compilations, is optimised as ever.
 * V8's caches are for the flags they were made with: those of LPC are made and read in patience.
 */
import { setFlagsFromString } from 'node:v8'

const FLAG = '--interrupt-budget'
/** Bytes of bytecode that a function runs before V8 looks whether it is hot: Node 20's own figure. It has to be that again, for the caches of our own code. */
const USUAL = 67_584
/** Measured best of 0.2, 0.4, 1 and 3 million on a cold boot of 34,000 lines. */
const PATIENT = 400_000

/** Somebody who has set it knows better. */
const given = process.execArgv.some((a) => a.startsWith(FLAG))
let depth = 0

export function patiently<T>(work: () => T): T {
  if (given) return work()
  if (depth++ === 0) setFlagsFromString(`${FLAG}=${PATIENT}`)
  try {
    return work()
  } finally {
    if (--depth === 0) setFlagsFromString(`${FLAG}=${USUAL}`)
  }
}
