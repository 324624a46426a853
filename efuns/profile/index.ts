/** The profile family of efuns: where the time goes, by LPC function. */
import { badArgument, LpcError } from '../../driver/vm/errors.js'
import type { Fiber } from '../../driver/vm/fiber.js'
import { MAX_COUNTING_SECONDS, MAX_PROFILE_SECONDS } from '../../driver/vm/limits.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { INTERVAL_US, profile, startProfile, stopProfile, type ProfileRun } from '../../driver/vm/profile.js'
import type { FunctionRow, ProgramRow } from '../../driver/vm/profile-fold.js'
import { Float, type Value } from '../../driver/vm/values.js'
import { denied, permit } from '../../driver/world/security.js'
import { worldOf } from '../../driver/world/world.js'
import { efun, type Efun } from '../efun.js'

const family = 'profile'
const since = '0.1'

/** Seconds of a profile that names none. */
const DEFAULT_SECONDS = 30
/** Functions and programs in a report: what is not among these is not where the time goes. */
const MAX_ROWS = 200
/** Hottest lines told of each function. */
const MAX_LINES = 5

const WHO = 'The master and the simul_efun object may, others as `master->valid_profile(ob, efun)` says; without that apply, nobody else.'

function mayProfile(F: Fiber, name: string): void {
  if (!permit(worldOf(F), F, 'valid_profile', [name])) throw denied(`${name}: Permission denied.`)
}

export const profile_start = efun({
  name: 'profile_start', family, since, ticks: 1_000,
  sig: 'void profile_start(int seconds?, int count_calls?)',
  doc: `Begins to measure where the driver's time goes, for \`seconds\` (${DEFAULT_SECONDS} without, at most ${MAX_PROFILE_SECONDS}) or until \`profile_stop()\`. \`profile_report()\` tells.

The driver's thread is looked at once in ${INTERVAL_US / 1_000} ms: less than a tenth of the speed while it runs, some tens of milliseconds at its start, nothing when it is off. What takes less than a millisecond in all is seen by luck only.

With \`count_calls\` calls are counted too, exactly; then calls in LPC are up to thirty times slower, and ${MAX_COUNTING_SECONDS} seconds is the most. Not for a game with players in it.

One profile at a time; an error when one runs. ${WHO}`,
  seeAlso: ['profile_stop', 'profile_report', 'ticks_used'],
}, (F, seconds: Value, count: Value) => {
  mayProfile(F, 'profile_start')
  const counting = count !== undefined && count !== 0
  const most = counting ? MAX_COUNTING_SECONDS : MAX_PROFILE_SECONDS
  const n = Number(seconds ?? Math.min(DEFAULT_SECONDS, most))
  if (n < 1 || n > most) throw badArgument('profile_start', 1, `int from 1 to ${most}`, String(n))
  startProfile(n, counting, worldOf(F).clock)
  return 0
})

export const profile_stop = efun({
  name: 'profile_stop', family, since, ticks: 1_000,
  sig: 'mapping profile_stop()',
  doc: `Ends the profile that runs and gives its report, as \`profile_report()\` does. An error when none runs. ${WHO}`,
  seeAlso: ['profile_start', 'profile_report'],
}, (F) => {
  mayProfile(F, 'profile_stop')
  if (!stopProfile()) throw new LpcError('profile_stop: No profile is running.', { code: 'PROFILE' })
  return asMapping(F, profile()!)
})

export const profile_report = efun({
  name: 'profile_report', family, since, ticks: 1_000,
  sig: 'mapping profile_report()',
  doc: `What the profile that runs, or the last one, has seen; 0 when there was none. All times are floats in milliseconds.

- \`running\`, \`ended\` ("stopped", "time", or "paths": the calls were so branched that going on would have slowed the driver), \`seconds\`, \`samples\`
- \`sampled\`: all the time looked at, and of that \`idle\`, \`gc\` (collecting garbage), \`driver\` (at work for nobody in LPC: network, timers, compiling)
- \`functions\`: an array of mappings, most \`self\` first, at most ${MAX_ROWS}: \`program\`, \`function\`, \`file\` and \`line\` (where it is written), \`self\` (its own code, and efuns at work for it), \`driver\` (the part of \`self\` in efuns and the driver), \`total\` (with what it called; recursion counts once), \`calls\` (0 unless they were counted), \`lines\` (its own code's hottest lines: line to milliseconds)
- \`programs\`: the same by program: \`program\`, \`self\`, \`total\`, \`calls\`

Functions inside functions are named as in traces: \`main (: :)\`. After a wait a function goes on without its callers, so their \`total\` ends there. ${WHO}`,
  seeAlso: ['profile_start', 'profile_stop'],
}, (F) => {
  mayProfile(F, 'profile_report')
  const run = profile()
  return run ? asMapping(F, run) : 0
})

function asMapping(F: Fiber, { running, ended, seconds, report }: ProfileRun): Mapping {
  F.charge(report.functions.length + report.programs.length)
  return Mapping.of([
    ['running', running ? 1 : 0], ['ended', ended], ['seconds', new Float(seconds)], ['samples', report.samples],
    ['sampled', new Float(report.sampled)], ['idle', new Float(report.idle)], ['gc', new Float(report.gc)], ['driver', new Float(report.driver)],
    ['functions', report.functions.slice(0, MAX_ROWS).map(functionMapping)],
    ['programs', report.programs.slice(0, MAX_ROWS).map(programMapping)],
  ])
}

function functionMapping(r: FunctionRow): Mapping {
  const lines = [...r.lines].sort((a, b) => b[1] - a[1]).slice(0, MAX_LINES)
  return Mapping.of([
    ['program', r.program], ['function', r.function], ['file', r.file], ['line', r.line],
    ['self', new Float(r.self)], ['driver', new Float(r.driver)], ['total', new Float(r.total)], ['calls', r.calls],
    ['lines', Mapping.of(lines.map(([line, ms]) => [line, new Float(ms)]))],
  ])
}

function programMapping(p: ProgramRow): Mapping {
  return Mapping.of([['program', p.program], ['self', new Float(p.self)], ['total', new Float(p.total)], ['calls', p.calls]])
}

export default [profile_start, profile_stop, profile_report] as Efun[]
