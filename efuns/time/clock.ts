/** What time it is: time(), time_ns(), real_time(), perf_counter_ns(). */
import { canonical } from '../../driver/vm/values.js'
import { efun, type Efun } from '../efun.js'

const family = 'time'
const since = '0.1'

export default [
  efun({
    name: 'time', family, since, ticks: 1,
    sig: 'int time()',
    doc: 'Returns the seconds since the start of 1970, UTC.',
    examples: ['time() > 1700000000'],
    seeAlso: ['ctime', 'strftime', 'time_ns', 'uptime'],
  }, (F) => Math.floor(F.host.now() / 1000)),
  efun({
    name: 'real_time', family, since, ticks: 1,
    sig: 'int real_time()',
    doc: 'Returns the seconds since the start of 1970, as time() does.\n\nOther drivers keep time() still during an evaluation; this one does not.',
    examples: ['real_time() - time() < 2'],
    seeAlso: ['time'],
  }, (F) => Math.floor(F.host.now() / 1000)),
  efun({
    name: 'time_ns', family, since, ticks: 10,
    sig: 'int time_ns()',
    doc: 'Returns the nanoseconds since the start of 1970, UTC.\n\nThe clock itself counts microseconds.',
    examples: ['time_ns() > 1700000000000000000'],
    seeAlso: ['time', 'perf_counter_ns'],
  }, () => {
    const us = Math.round((performance.timeOrigin + performance.now()) * 1000)
    return canonical(BigInt(us) * 1000n)
  }),
  efun({
    name: 'perf_counter_ns', family, since, ticks: 10,
    sig: 'int perf_counter_ns()',
    doc: 'Returns the nanoseconds of a clock that only goes forward.\n\nOnly differences mean something; for measuring how long things take.',
    examples: ['perf_counter_ns() <= perf_counter_ns()'],
    seeAlso: ['time_ns', 'eval_cost'],
  }, () => canonical(process.hrtime.bigint())),
] as Efun[]
