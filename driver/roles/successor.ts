/**
 * Copyover: one process hands its sockets and state to the next, which runs the same command.
 * The process that was started first stays, without a game, as the parent of whichever runs: its
 * number is what the shell or the service manager knows. Node has no exec, so the next process
 * inherits the sockets as descriptors; one that is not the first passes them to its parent first.
 * Not for: what is handed over (driver/net/handover), who decides (hold.ts).
 */
import { spawn, type ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import type { SocketHandle } from '../net/transport.js'

/** What travels. Sockets are named by their place in `handles`. */
export interface Handoff {
  readonly handles: readonly SocketHandle[]
  /** JSON. */
  readonly state: unknown
}

/** As the next process finds it: the descriptor of socket n is `firstFd + n`. */
export interface Received {
  readonly state: unknown
  readonly firstFd: number
}

const MARK = 'HAUKI_SUCCESSOR'
/** Standard streams, then the channel to the parent. */
const FIRST_FD = 4
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2'] as const

type ToParent = { readonly type: 'state', readonly state: unknown, readonly sockets: number } | { readonly type: 'socket' }

/** Present when the process was started to go on with another's connections. Asked once, at the start. */
export async function received(): Promise<Received | null> {
  if (process.env[MARK] === undefined || !process.send) return null
  // Programs that this one starts are no successors.
  delete process.env[MARK]
  const state = await new Promise<unknown>((done) => process.once('message', done))
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel?.unref()
  return { state, firstFd: FIRST_FD }
}

/** Starts the next process with this, or has it started. Resolves with the exit status that this process ends with. */
export function succeed(handoff: Handoff, log: Logger): Promise<number> {
  return process.send ? toParent(handoff) : asParent(handoff, log)
}

async function toParent({ state, handles }: Handoff): Promise<number> {
  process.channel?.ref()
  await send({ type: 'state', state, sockets: handles.length })
  for (const handle of handles) await send({ type: 'socket' }, handle)
  return 0
}

function send(message: ToParent, handle?: SocketHandle): Promise<void> {
  return new Promise((done, fail) => {
    process.send!(message, handle as unknown as Socket | undefined, {}, (error) => (error ? fail(error) : done()))
  })
}

function asParent(first: Handoff, log: Logger): Promise<number> {
  return new Promise((done, fail) => {
    let child: ChildProcess
    const start = (handoff: Handoff): void => {
      let next: { state: unknown; sockets: number; readonly handles: SocketHandle[] } | null = null
      child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
        env: { ...process.env, [MARK]: '1' },
        // Out of the terminal's process group: a Ctrl-C reaches it once, through us.
        detached: true,
        stdio: ['inherit', 'inherit', 'inherit', 'ipc', ...handoff.handles as unknown as 'inherit'[]],
      })
      for (const handle of handoff.handles) handle.close()
      child.send({ ...handoff.state as object })
      child.on('message', (message, handle) => {
        const m = message as ToParent
        if (m.type === 'state') next = { state: m.state, sockets: m.sockets, handles: [] }
        else if (handle) next?.handles.push(handle as unknown as SocketHandle)
      })
      child.once('error', fail)
      child.once('exit', (code, signal) => {
        if (next && next.handles.length === next.sockets) return start(next)
        if (next) log.error({ sockets: next.sockets, got: next.handles.length }, 'A process ended before it had handed over')
        done(code ?? (signal ? 70 : 0))
      })
      log.info({ pid: child.pid, sockets: handoff.handles.length }, 'The next process was started')
    }
    for (const signal of FORWARDED) {
      process.removeAllListeners(signal)
      process.on(signal, () => void child.kill(signal))
    }
    start(first)
  })
}
