/**
 * Time zones, from Intl's own table. Its formatters cost some hundred microseconds to make and some
 * to use: those made last are kept.
 */

/** Formatters kept; worlds name a few zones, hostile ones all six hundred. */
const KEPT = 32

/** Characters of a name that are looked at; the longest there is has 32. */
const LONGEST = 64

const formatters = new Map<string, Intl.DateTimeFormat>()

/** @throws RangeError for a zone that is not known. */
function formatter(zone: string): Intl.DateTimeFormat {
  let f = formatters.get(zone)
  if (!f) {
    f = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, weekday: 'short', month: 'short', day: 'numeric', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZoneName: 'longOffset',
    })
    if (formatters.size >= KEPT) formatters.delete(formatters.keys().next().value!)
    formatters.set(zone, f)
  }
  return f
}

/** A zone that names its hours itself, as C's library takes them: west of Greenwich. */
const OWN_HOURS = /^[A-Za-z]{3,}([+-]?\d{1,2})(?::(\d\d))?/

/** The parts of a time in a zone, by Intl's names. A zone that is not known is UTC, as in C's library. */
export function inZone(zone: string, d: Date): Record<string, string> {
  const parts = (f: Intl.DateTimeFormat, at: Date): Record<string, string> => Object.fromEntries(f.formatToParts(at).map((p) => [p.type, p.value]))
  let known: Intl.DateTimeFormat
  try {
    known = formatter(zone.slice(0, LONGEST))
  } catch {
    const m = OWN_HOURS.exec(zone.slice(0, LONGEST))
    const west = m ? Number(m[1]) * 60 + Math.sign(Number(m[1]) || 1) * Number(m[2] ?? 0) : 0
    const there = new Date(d.getTime() - west * 60_000)
    return parts(formatter('UTC'), Number.isNaN(there.getTime()) ? d : there)
  }
  return parts(known, d)
}

/** Minutes east of Greenwich of a `timeZoneName` such as GMT+02:00. */
export function zoneMinutes(offset: string): number {
  const m = /([+-])(\d\d):(\d\d)/.exec(offset)
  return m ? (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3])) : 0
}

let local: Intl.DateTimeFormat | undefined

/** What the server's zone is called at a time: `CET` or `CEST`. */
export function zoneName(d: Date): string {
  local ??= new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' })
  return local.formatToParts(d).find((p) => p.type === 'timeZoneName')?.value ?? 'UTC'
}
