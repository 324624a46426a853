/**
 * The LPC profiler: V8's sampler, started from inside, its samples mapped to LPC by the position
 * tables. Nothing is emitted for it, so it costs nothing when off.
 *
 * Chosen by measurement (Node 20): sampling every millisecond costs 6 to 9 %, starting it
 * 15 to 60 ms once. Counting calls is V8's "precise coverage", which keeps code from being
 * optimised while on: calls get up to 30 times slower, so it must be asked for and is short. Ticks
 * per function are left out: emitted code charges them by regions, and booking each charge on a
 * function would cost everybody all the time.
 *
 * The samples are taken away in chunks, so that a long run over deep recursion cannot fill the
 * memory. One profile at a time in the whole process: the sampler sees the thread.
 * Not for: what the samples mean (profile-fold.ts), who may do this (efuns/profile).
 */
import type { Session } from 'node:inspector'
import { LpcError } from './errors.js'
import { MAX_PROFILE_PATHS } from './limits.js'
import { Fold, type CoverageScript, type Report, type SampledProfile } from './profile-fold.js'

/** Microseconds between samples. */
export const INTERVAL_US = 1_000
/** Milliseconds of samples that are held before they are folded away. */
const CHUNK_MS = 250
export interface ProfileClock {
  after(ms: number, fn: () => void): () => void
  mono(): number
}

export interface ProfileRun {
  readonly running: boolean
  /** `stopped`, `time`, or `paths` (too many distinct call paths); empty while it runs. */
  readonly ended: string
  readonly seconds: number
  readonly report: Report
}

let serial = 0

class Run {
  private readonly session: Session
  private readonly console: { profile(name: string): void; profileEnd(name: string): void }
  private readonly fold = new Fold()
  private readonly startedAt: number
  private stoppedAt = 0
  private chunk = ''
  private cancel: () => void = () => {}
  ended = ''

  constructor(seconds: number, readonly counting: boolean, private readonly clock: ProfileClock) {
    // Fetched here, not imported: a worker's start would pay for it.
    const inspector = process.getBuiltinModule('node:inspector')
    this.session = new inspector.Session()
    this.console = inspector.console as unknown as Run['console']
    this.session.connect()
    this.session.on('Profiler.consoleProfileFinished', ({ params }) => {
      if (params.id === this.chunk || params.title === this.chunk) this.add(params.profile as SampledProfile)
    })
    this.post('Profiler.enable')
    this.post('Profiler.setSamplingInterval', { interval: INTERVAL_US })
    if (counting) this.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
    this.startedAt = clock.mono()
    this.open()
    this.wait(this.startedAt + seconds * 1_000)
  }

  /** Samples so far are in the report; the profile goes on. */
  roll(): void {
    const before = this.chunk
    // The next chunk begins before this one ends: else V8 would start its sampler anew each time.
    const next = this.open()
    this.chunk = before
    this.console.profileEnd(before)
    this.chunk = next
  }

  stop(why: string): void {
    if (this.ended) return
    this.ended = why
    this.cancel()
    this.console.profileEnd(this.chunk)
    if (this.counting) {
      this.fold.count(this.post<{ result: CoverageScript[] }>('Profiler.takePreciseCoverage').result)
      this.post('Profiler.stopPreciseCoverage')
    }
    this.session.disconnect()
    this.stoppedAt = this.clock.mono()
  }

  state(): ProfileRun {
    if (!this.ended) this.roll()
    return { running: !this.ended, ended: this.ended, seconds: ((this.ended ? this.stoppedAt : this.clock.mono()) - this.startedAt) / 1_000, report: this.fold.report() }
  }

  private open(): string {
    this.chunk = `hauki-lpc-${++serial}`
    this.console.profile(this.chunk)
    return this.chunk
  }

  private wait(end: number): void {
    this.cancel = this.clock.after(Math.max(0, Math.min(CHUNK_MS, end - this.clock.mono())), () => {
      if (this.ended) return
      if (this.clock.mono() >= end) return this.stop('time')
      this.roll()
      if (this.ended === '') this.wait(end)
    })
  }

  private add(profile: SampledProfile): void {
    this.fold.add(profile)
    if (profile.nodes.length > MAX_PROFILE_PATHS && !this.ended) this.tooMany()
  }

  private tooMany(): void {
    // Not from inside the message that brought the chunk.
    this.cancel()
    this.cancel = this.clock.after(0, () => this.stop('paths'))
  }

  /** Commands of a session in the same thread are answered before post() returns. */
  private post<T>(method: string, params: object = {}): T {
    let answer: unknown
    this.session.post(method, params, (error, result) => {
      if (error) throw new LpcError(`The profiler failed: ${method}: ${error.message}`, { code: 'PROFILE' })
      answer = result
    })
    return answer as T
  }
}

let current: Run | null = null

/** Starts a profile that ends by itself. Throws LpcError when one runs. */
export function startProfile(seconds: number, counting: boolean, clock: ProfileClock): void {
  if (current && !current.ended) throw new LpcError('A profile is running already; profile_stop() ends it.', { code: 'PROFILE' })
  current = new Run(seconds, counting, clock)
}

/** Ends the profile that runs. False when none does. */
export function stopProfile(): boolean {
  if (!current || current.ended) return false
  current.stop('stopped')
  return true
}

/** The last profile, running or ended; null when there was none. */
export function profile(): ProfileRun | null {
  return current?.state() ?? null
}
