/**
 * The life of a long-running role: start, run until a signal or shutdown(), close in reverse
 * order of starting, exit status. A second signal does not wait. SIGUSR2 and reexec() change the
 * process and keep its connections (successor.ts).
 */
import type { Logger } from 'pino'
import { succeed, type Handoff } from './successor.js'

export interface Running {
  close(reason: string): void | Promise<void>
  /** Closes, but for what the next process goes on with. The answer is asked for when all else is closed. */
  handOver?(reason: string): Promise<() => Handoff>
}

/** How a role ends itself. */
export interface Ends {
  exit(code: number): void
  reexec(): void
}

/** What the close of all parts may take, in ms: then the process ends anyway. */
const CLOSE_MS = 15_000

/** `start` pushes what it started to the front of `running` and gets what ends the role. */
export function holdUntilSignal(log: Logger, running: Running[], start: (ends: Ends) => Promise<void>): Promise<number> {
  return new Promise((done, fail) => {
    let closing = false
    // Timers of the world keep no process alive, and a driver may have no port at all.
    const alive = setInterval(() => {}, 1 << 30)
    const begin = (code: number, reason: string): NodeJS.Timeout => {
      closing = true
      clearInterval(alive)
      log.info({ reason }, 'Closing')
      return setTimeout(() => {
        log.error({ ms: CLOSE_MS }, 'Closing took too long')
        process.exit(code || 70)
      }, CLOSE_MS)
    }
    const close = (code: number, reason: string): void => {
      if (closing) {
        // Asked twice: the operator means it.
        if (reason.startsWith('SIG')) process.exit(code)
        return
      }
      const late = begin(code, reason)
      void closeAll(log, running, reason).then(() => {
        clearTimeout(late)
        done(code)
      })
    }
    const reexec = (): void => {
      if (closing) return
      const going = running.findIndex((part) => part.handOver)
      if (going < 0) return log.warn('There is nothing to hand over: no restart')
      const late = begin(70, 'reexec')
      const [part] = running.splice(going, 1)
      part.handOver!('The game restarts; you stay connected.')
        .then(async (handoff) => {
          await closeAll(log, running, 'reexec')
          clearTimeout(late)
          done(await succeed(handoff(), log))
        })
        .catch(fail)
    }
    process.on('SIGUSR2', reexec)
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => close(0, signal))
    const bug = (e: unknown): void => {
      log.fatal({ err: e }, 'Bug: an error reached the event loop')
      console.error(e)
    }
    process.on('uncaughtException', bug)
    process.on('unhandledRejection', bug)
    start({ exit: (code) => close(code, 'shutdown'), reexec }).catch((e: unknown) => {
      clearInterval(alive)
      log.error({ err: e }, 'The start failed')
      const late = setTimeout(() => fail(e), CLOSE_MS)
      void closeAll(log, running, 'failed start').then(() => {
        clearTimeout(late)
        fail(e)
      })
    })
  })
}

async function closeAll(log: Logger, running: Running[], reason: string): Promise<void> {
  for (const part of running.splice(0)) {
    try {
      await part.close(reason)
    } catch (e) {
      log.error({ err: e }, 'A part did not close cleanly')
    }
  }
}
