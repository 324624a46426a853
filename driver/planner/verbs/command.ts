/** command: what a player would type, and what it shows. */
import { z } from 'zod'
import { PlannerError } from '../errors.js'
import { untrusted } from '../untrusted.js'
import { verb } from '../verb.js'
import { timeout_ms, wait_ms } from './run.js'

export const command = verb({
  name: 'command',
  title: 'Type a command',
  doc: 'Types one line as the planner\'s character and answers what the game shows until it awaits the next line. '
    + 'Commands run one after the other. `hidden` says that the game now waits for a line that would not be echoed. Text that comes at other times is an event.',
  input: z.strictObject({
    command: z.string().max(4_096).regex(/^[^\n\r]*$/, 'one line').describe('Such as `look` or `tell bob hello`'),
    timeout_ms, wait_ms,
  }),
  readOnly: false,
  destructive: true,
  idempotent: false,
  job: true,
  async run({ world, who, job }, { command, timeout_ms }) {
    // What a command will use is not known before; one that used much is paid for by the next ones.
    who.quotas.ticks.take(1)
    const timer = job ? world.clock.after(timeout_ms, () => job.cancel(new PlannerError('TIMEOUT', `It took longer than ${timeout_ms} ms.`, { timeout_ms }))) : () => {}
    try {
      const out = await who.body.command(command, (stop) => job?.onCancel(stop))
      who.quotas.ticks.spend(out.ticks)
      if (job) job.ticks = out.ticks
      job?.check()
      return { output: untrusted(out.text), output_truncated: out.truncated, gmcp: untrusted(out.gmcp), hidden: out.hidden, ticks: out.ticks }
    } finally {
      timer()
    }
  },
})
