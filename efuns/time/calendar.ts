/** Times as dates: ctime(), localtime(), strftime(), strptime(), zonetime(). */
import type { Fiber } from '../../driver/vm/fiber.js'
import { LpcError } from '../../driver/vm/errors.js'
import { checkSize } from '../../driver/vm/ops.js'
import type { Int } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'
import { ctimeText, dayOfYear, isSummerTime, standardOffset, strftime, strptime } from './format.js'
import { inZone, zoneMinutes, zoneName } from './zones.js'

const family = 'time'
const since = '0.1'

function date(efun: string, seconds: Int): Date {
  const d = new Date(Number(seconds) * 1000)
  if (Number.isNaN(d.getTime())) throw new LpcError(`${efun}(): ${seconds} is no time.`, { code: 'BAD_ARGUMENT' })
  return d
}

function now(F: Fiber): number {
  return Math.floor(F.host.now() / 1000)
}

export default [
  efun({
    name: 'ctime', family, since, ticks: 40,
    sig: 'string ctime(int time?)',
    doc: 'Returns a time as text such as "Sun Oct 11 22:12:51 2020", in the server\'s time zone.\n\nWithout an argument it is the present time.',
    examples: ['strlen(ctime(0)) == 24', 'ctime(1602454371)[20..23] == "2020"'],
    seeAlso: ['time', 'strftime', 'localtime'],
  }, (F, t: Int | undefined) => ctimeText(date('ctime', t ?? now(F)))),
  efun({
    name: 'localtime', family, since, ticks: 600,
    sig: 'mixed *localtime(int time)',
    doc: 'Returns the parts of a time in the server\'s time zone.\n\nAn array of seconds, minutes, hours, day of the month, month (from 0), year, day of the week (Sunday is 0), day of the year (from 0), seconds west of Greenwich, name of the zone, and 1 in summer time. `<localtime.h>` names the indices.',
    examples: ['sizeof(localtime(time())) == 11', 'localtime(86400 * 180)[5] == 1970'],
    seeAlso: ['time', 'ctime', 'strftime'],
  }, (_F, t: Int) => {
    const d = date('localtime', t)
    return [
      d.getSeconds(), d.getMinutes(), d.getHours(), d.getDate(), d.getMonth(), d.getFullYear(), d.getDay(), dayOfYear(d),
      standardOffset(d) * 60 + 0, zoneName(d), isSummerTime(d) ? 1 : 0,
    ]
  }),
  efun({
    name: 'strftime', family, since, ticks: 60,
    sig: 'string strftime(string format, int time)',
    doc: 'Returns a time as text of the given form, in the server\'s time zone.\n\nConversions are those of C: `%Y-%m-%d %H:%M:%S` and so on, with the flags `-`, `_`, `0`, `^`, `#` and a width. A `time` that is not above 0 is the present one.',
    examples: ['strftime("%Y", 1602454371) == "2020"', 'strftime("100%%", 1) == "100%"'],
    seeAlso: ['strptime', 'ctime', 'localtime'],
  }, (F, format: string, t: Int) => {
    F.charge(format.length * 60)
    const text = strftime(format, date('strftime', t > 0 ? t : now(F)))
    checkSize(F, 'string', text.length, F.host.limits.stringLength)
    return text
  }),
  efun({
    name: 'strptime', family, since, ticks: 100,
    sig: 'int strptime(string format, string text)',
    doc: 'Returns the time that `text` says in the form `format`, in the server\'s time zone.\n\nConversions are those of strftime(). Text of another form is an error.',
    examples: ['strptime("%Y-%m-%d %H:%M:%S", strftime("%Y-%m-%d %H:%M:%S", 1602454371)) == 1602454371'],
    seeAlso: ['strftime'],
  }, (F, format: string, text: string) => {
    F.charge(format.length * 60)
    const t = strptime(format, text)
    if (t === null) throw new LpcError('strptime() parse failed.', { code: 'BAD_ARGUMENT' })
    return t
  }),
  efun({
    name: 'zonetime', family, since, ticks: 2_000,
    sig: 'string zonetime(string zone, int time)',
    doc: 'Returns a time as text, as ctime() does, but in the time zone `zone`.\n\nZones have names such as "Europe/Vienna" or "UTC"; an unknown one is taken for UTC, or for what it says: "XYZ-2" is two hours east of it.',
    examples: ['zonetime("UTC", 1000000000) == "Sun Sep  9 01:46:40 2001"'],
    seeAlso: ['ctime', 'is_daylight_savings_time'],
  }, (_F, zone: string, t: Int) => {
    const p = inZone(zone, date('zonetime', t))
    return `${p.weekday} ${p.month} ${p.day.padStart(2)} ${p.hour}:${p.minute}:${p.second} ${p.year}`
  }),
  efun({
    name: 'is_daylight_savings_time', family, since, ticks: 4_000,
    sig: 'int is_daylight_savings_time(string zone, int time)',
    doc: 'Tells whether summer time holds in the time zone `zone` at `time`.',
    examples: ['!is_daylight_savings_time("UTC", 1000000000)', 'is_daylight_savings_time("Europe/Vienna", 1000000000)'],
    seeAlso: ['zonetime'],
  }, (_F, zone: string, t: Int) => {
    const d = date('is_daylight_savings_time', t)
    const at = (x: Date): number => zoneMinutes(inZone(zone, x).timeZoneName)
    const y = d.getUTCFullYear()
    return at(d) > Math.min(at(new Date(Date.UTC(y, 0, 1))), at(new Date(Date.UTC(y, 6, 1)))) ? 1 : 0
  }),
] as Efun[]
