/** A debugger attached by `--inspect`: breakpoints in `.c` files, LPC locals, steps by LPC lines, CPU profiles. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { Debugger, LPC, lpcUrl } from './cdp.js'

const STEPS = join(LPC, 'steps.c')

async function attached(args: readonly string[], body: (d: Debugger) => Promise<void>): Promise<void> {
  const d = await Debugger.start(args)
  try {
    await body(d)
  } finally {
    d.close()
  }
}

t.test('stops at a breakpoint in a .c file, shows LPC locals, steps by LPC lines', (t) => attached(['lpc', STEPS, '--inspect=0'], async (d) => {
  d.breakAt(lpcUrl('steps.c'), 16)
  d.go().catch(() => {})
  let at = await d.stop()
  const here = (): unknown => d.place(at.callFrames[0])
  t.match(here(), { url: lpcUrl('steps.c'), line: 16 })
  t.equal(at.callFrames[0].functionName, '$sum')
  t.match(await d.locals(at.callFrames[0]), { word: 'sum', result: 0, i: 0, n: 3 })
  t.match(d.place(at.callFrames[1]), { url: lpcUrl('steps.c'), line: 43 }, 'the caller, one frame up')

  const lines: number[] = []
  for (let n = 0; n < 4; n++) {
    at = await d.step('stepOver', at)
    lines.push(d.place(at.callFrames[0])!.line)
  }
  t.strictSame(lines, [17, 15, 16, 17], 'the next lines, once round the loop')
  t.match(await d.locals(at.callFrames[0]), { result: 2, i: 1 })
  t.equal(await d.evaluate(at.callFrames[0], 'l_result * 10 + l_i'), 21, 'the emitted names can be evaluated')
  t.equal(await d.evaluate(at.callFrames[0], 'seg.v_total'), 0, 'and global variables')

  await d.resume()
  at = await d.stop()
  t.match(here(), { line: 16 }, 'round again')
  await d.detach()
  t.equal(await d.ended(), 0, 'goes on when the debugger leaves')
  t.match(d.output, /^\d+\n$/)
}))

t.test('steps into a call and out of it again', (t) => attached(['lpc', STEPS, '--inspect=0'], async (d) => {
  d.breakAt(lpcUrl('steps.c'), 22)
  d.go().catch(() => {})
  let at = await d.stop()
  const lines: number[] = []
  for (let n = 0; n < 3; n++) {
    at = await d.step('stepInto', at)
    lines.push(d.place(at.callFrames[0])!.line)
  }
  t.strictSame(lines, [6, 7, 8])
  t.equal(at.callFrames[0].functionName, '$add')
  t.match(await d.locals(at.callFrames[0]), { amount: 9 })
  at = await d.step('stepOver', at)
  t.match(d.place(at.callFrames[0]), { line: 22 }, 'back at the call')
  at = await d.step('stepOver', at)
  t.match(d.place(at.callFrames[0]), { line: 23 })
}))

t.test('stops after a wait, in the resumable form, and in a header', (t) => attached(['lpc', STEPS, '--inspect=0'], async (d) => {
  d.breakAt(lpcUrl('steps.c'), 30)
  d.breakAt(lpcUrl('steps.h'), 5)
  d.go().catch(() => {})
  let at = await d.stop()
  t.match(d.place(at.callFrames[0]), { url: lpcUrl('steps.c'), line: 30 })
  t.match(await d.locals(at.callFrames[0]), { n: 12, before: 24 }, 'locals came along')
  at = await d.step('stepOver', at)
  t.match(d.place(at.callFrames[0]), { url: lpcUrl('steps.c'), line: 31 })
  t.match(await d.locals(at.callFrames[0]), { before: 25 })
  await d.resume()
  at = await d.stop()
  t.match(d.place(at.callFrames[0]), { url: lpcUrl('steps.h'), line: 5 })
  t.match(await d.locals(at.callFrames[0]), { y: 26 })
}))

t.test('the map carries the sources', (t) => attached(['lpc', STEPS, '--inspect=0'], async (d) => {
  d.breakAt(lpcUrl('steps.c'), 43)
  d.go().catch(() => {})
  await d.stop()
  const script = [...d.scripts.values()].find((s) => s.url === 'lpc:/steps.c#1')!
  t.strictSame(script.raw.sources.toSorted(), [lpcUrl('steps.c'), lpcUrl('steps.h')])
  script.raw.sources.forEach((url, i) => t.match(script.raw.sourcesContent[i], url.endsWith('.h') ? '#define DOUBLE' : 'int burn(int n)'))
}))

t.test('a CPU profile names LPC functions and .c files', (t) => attached(['lpc', STEPS, '--inspect=0', '--call', 'hot'], async (d) => {
  d.breakAt(lpcUrl('steps.c'), 63)
  await d.send('Profiler.setSamplingInterval', { interval: 200 })
  await d.send('Profiler.start')
  d.go().catch(() => {})
  await d.stop()
  const { profile } = await d.send('Profiler.stop')
  const named = profile.nodes.filter((n: any) => n.callFrame.url.startsWith('lpc:')).map((n: any) => {
    const f = n.callFrame
    return { ...d.lpc(f.scriptId, f.lineNumber, f.columnNumber), hits: n.hitCount }
  })
  t.ok(named.some((n: any) => n.name === 'burn' && n.url === lpcUrl('steps.c') && n.line === 34), 'burn() of steps.c, line 34', { named })
  t.ok(named.some((n: any) => n.name === 'hot' && n.line === 52), 'hot()', { named })
}))

t.test('a driver under a debugger still ends when it is told to', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-debug-'))
  t.teardown(() => rmSync(dir, { recursive: true }))
  writeFileSync(join(dir, 'master.c'), 'int beats;\nvoid create() { call_out("beat", 0); }\nvoid beat() {\n  beats++;\n  call_out("beat", 0);\n}\n')
  writeFileSync(join(dir, 'hauki.toml'), `[mud]\nmudlib = "${dir}"\nmaster = "/master"\nsimul_efun = ""\nglobal_include = ""\n[telnet]\nport = -1\n[web]\nport = -1\n[state]\ndir = "${dir}/var"\n`)
  await attached(['driver', join(dir, 'hauki.toml'), '--inspect-wait=0'], async (d) => {
    d.breakAt(new URL(`file://${dir}/master.c`).href, 4)
    d.go().catch(() => {})
    for (let n = 0; n < 3; n++) {
      const at = await d.stop()
      t.match(d.place(at.callFrames[0]), { line: 4 })
      t.equal(await d.evaluate(at.callFrames[0], 'seg.v_beats'), n)
      await d.resume()
    }
    await d.send('Debugger.disable')
    d.child.kill('SIGTERM')
    t.equal(await d.ended(), 0)
  })
})

t.test('the port is loopback\'s', async (t) => {
  await t.rejects(Debugger.start(['driver', '--inspect=192.0.2.1:0']), /ended with 78: .*SSH tunnel/)
  await t.rejects(Debugger.start(['driver', '--inspect=0.0.0.0:0', '--inspect-remote']), /ended with 78: .*one address/)
  await t.rejects(Debugger.start(['driver', '--inspect=192.0.2.1:0', '--inspect-remote']), /ended with 78: [^]*cannot listen/)
})
