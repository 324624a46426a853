/**
 * A debugger's side of the inspector protocol, as DevTools and VS Code play it: attach, hear of
 * scripts, read their source maps (with Node's own decoder, not ours), set breakpoints by source
 * file and line, step until the line changes.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { SourceMap } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { WebSocket } from 'ws'

export const HOUSE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')
export const LPC = join(HOUSE, 't', 'debug', 'lpc')

/** How long a child may take for one step on a loaded machine, in ms. */
const PATIENCE = 30_000

export const lpcUrl = (name: string): string => pathToFileURL(join(LPC, name)).href

interface Script {
  readonly scriptId: string
  readonly url: string
  readonly map: SourceMap
  readonly raw: { sources: string[]; sourcesContent: string[]; names: string[] }
  readonly source: string
}

export interface Place {
  readonly url: string
  /** Counts from 1. */
  readonly line: number
  readonly column: number
  readonly name?: string
}

export class Debugger {
  readonly scripts = new Map<string, Script>()
  output = ''
  errors = ''
  private serial = 0
  private socket!: WebSocket
  private readonly replies = new Map<number, { done: (v: any) => void; fail: (e: Error) => void; method: string }>()
  private readonly wanted: Array<{ url: string; line: number }> = []
  private readonly waiting: Array<(paused: any) => void> = []
  private readonly paused: any[] = []

  private constructor(readonly child: ChildProcess) {}

  /** Starts `bin/hauki` with these arguments and attaches to the address it prints. */
  static async start(args: readonly string[]): Promise<Debugger> {
    const child = spawn(process.execPath, [join(HOUSE, 'bin', 'hauki'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    const d = new Debugger(child)
    child.stdout!.on('data', (b: Buffer) => { d.output += b })
    const url = await within('the address', new Promise<string>((done, fail) => {
      child.stderr!.on('data', (b: Buffer) => {
        d.errors += b
        const m = /ws:\/\/\S+/.exec(d.errors)
        if (m) done(m[0])
      })
      child.on('exit', (code) => fail(new Error(`hauki ended with ${code}: ${d.errors}`)))
    }))
    d.socket = new WebSocket(url)
    await within('the connection', new Promise((done, fail) => d.socket.once('open', done).once('error', fail)))
    d.socket.on('message', (data) => d.heard(JSON.parse(String(data))))
    d.socket.on('error', () => {})
    await d.send('Runtime.enable')
    await d.send('Profiler.enable')
    await d.send('Debugger.enable')
    await d.send('Debugger.setInstrumentationBreakpoint', { instrumentation: 'beforeScriptWithSourceMapExecution' })
    return d
  }

  send(method: string, params: object = {}): Promise<any> {
    const id = ++this.serial
    this.socket.send(JSON.stringify({ id, method, params }))
    return within(method, new Promise((done, fail) => this.replies.set(id, { done, fail, method })))
  }

  /** Lets a child that waits for us go. */
  go(): Promise<unknown> {
    return this.send('Runtime.runIfWaitingForDebugger')
  }

  /** As an editor: in every script, present or to come, that this line of a source became part of. */
  breakAt(url: string, line: number): void {
    this.wanted.push({ url, line })
  }

  /** The next stop that is not the instrumentation's. */
  stop(): Promise<any> {
    const got = this.paused.shift()
    return within('a stop', got ? Promise.resolve(got) : new Promise((done) => this.waiting.push(done)))
  }

  async resume(): Promise<void> {
    await this.send('Debugger.resume')
  }

  /** Where a call frame stands in LPC; null inside the engine. */
  place(frame: any): Place | null {
    const { scriptId, lineNumber, columnNumber } = frame.location
    return this.lpc(scriptId, lineNumber, columnNumber)
  }

  lpc(scriptId: string, lineNumber: number, columnNumber: number): Place | null {
    const e = this.scripts.get(scriptId)?.map.findEntry(lineNumber, columnNumber) as any
    return e && 'originalSource' in e ? { url: e.originalSource, line: e.originalLine + 1, column: e.originalColumn, name: e.name } : null
  }

  /** Steps until the LPC line changes, as debuggers with source maps do; leaves what is not LPC. */
  async step(how: 'stepOver' | 'stepInto', from: any): Promise<any> {
    const start = this.place(from.callFrames[0])
    let command: string = how
    for (let n = 0; n < 100; n++) {
      await this.send(`Debugger.${command}`)
      const now = await this.stop()
      const at = this.place(now.callFrames[0])
      command = at ? how : 'stepOut'
      if (at && (at.line !== start?.line || at.url !== start.url || now.callFrames.length !== from.callFrames.length)) return now
    }
    throw new Error('a hundred steps and still there')
  }

  /** Variables of the function: name as the debugger shows it to the value's text. */
  async locals(frame: any): Promise<Record<string, unknown>> {
    const scope = frame.scopeChain.find((s: any) => s.type === 'local')
    const { result } = await this.send('Runtime.getProperties', { objectId: scope.object.objectId, ownProperties: true })
    return Object.fromEntries(result.map((p: any) => [this.renamed(frame, p.name), p.value?.value ?? p.value?.description]))
  }

  /** The source map's name for an identifier of a frame's function, looked up where it is declared. */
  private renamed(frame: any, identifier: string): string {
    const { scriptId, lineNumber } = frame.functionLocation
    const script = this.scripts.get(scriptId)!
    const lines = script.source.split('\n')
    for (let line = lineNumber; line < lines.length; line++) {
      const at = new RegExp(`(?<![\\w$])${identifier.replaceAll('$', '\\$')}(?![\\w$])`).exec(lines[line])
      if (at) return this.lpc(scriptId, line, at.index)?.name ?? identifier
    }
    return identifier
  }

  async evaluate(frame: any, expression: string): Promise<unknown> {
    const { result } = await this.send('Debugger.evaluateOnCallFrame', { callFrameId: frame.callFrameId, expression })
    return result.value ?? result.description
  }

  /** The child's exit status. */
  ended(): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return Promise.resolve(this.child.exitCode)
    return within('the end', new Promise((done) => this.child.once('exit', done)))
  }

  /** Detaches; the child goes on. */
  async detach(): Promise<void> {
    this.socket.close()
  }

  close(): void {
    this.socket?.terminate()
    this.child.kill('SIGKILL')
  }

  private heard(m: any): void {
    if (m.id !== undefined) {
      const reply = this.replies.get(m.id)
      this.replies.delete(m.id)
      if (m.error) reply?.fail(new Error(`${reply.method}: ${m.error.message}`))
      else reply?.done(m.result)
    } else if (m.method === 'Debugger.paused') {
      if (m.params.reason === 'instrumentation') return void this.arrived(m.params.data)
      const next = this.waiting.shift()
      if (next) next(m.params)
      else this.paused.push(m.params)
    }
  }

  /** A script with a source map is about to run: its breakpoints are set before it does. */
  private async arrived(data: { scriptId: string; url: string; sourceMapURL: string }): Promise<void> {
    if (data.url.startsWith('lpc:')) {
      const raw = JSON.parse(Buffer.from(data.sourceMapURL.split('base64,')[1], 'base64').toString('utf8'))
      const { scriptSource } = await this.send('Debugger.getScriptSource', { scriptId: data.scriptId })
      const script: Script = { scriptId: data.scriptId, url: data.url, map: new SourceMap(raw), raw, source: scriptSource }
      this.scripts.set(data.scriptId, script)
      for (const b of this.wanted) {
        const at = this.generated(script, b.url, b.line)
        if (at) await this.send('Debugger.setBreakpointByUrl', { url: script.url, ...at })
      }
    }
    await this.send('Debugger.resume')
  }

  /** The first place in the script that a source line became. */
  private generated(script: Script, url: string, line: number): { lineNumber: number; columnNumber: number } | null {
    const lines = script.source.split('\n')
    for (let n = 0; n < lines.length; n++) {
      const column = lines[n].search(/\S/)
      const at = column < 0 ? null : this.lpc(script.scriptId, n, column)
      if (at?.url === url && at.line === line) return { lineNumber: n, columnNumber: column }
    }
    return null
  }
}

async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout
  const late = new Promise<never>((_done, fail) => { timer = setTimeout(() => fail(new Error(`${what}: nothing for ${PATIENCE} ms`)), PATIENCE) })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer!)
  }
}
