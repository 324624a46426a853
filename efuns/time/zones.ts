/**
 * Time zones, from Intl's own table. Its formatters cost some hundred microseconds to make and some
 * to use: those made last are kept.
 */

/** Formatters kept; worlds name a few zones, hostile ones all six hundred. */
const KEPT = 32

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

/** The parts of a time in a zone, by Intl's names; null when the zone is not known. */
export function inZone(zone: string, d: Date): Record<string, string> | null {
  try {
    return Object.fromEntries(formatter(zone).formatToParts(d).map((p) => [p.type, p.value]))
  } catch {
    return null
  }
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
