/** The engine: LPC programs beside the same algorithms written in JavaScript. Times: lower is better. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeWorld } from '../driver/roles/make-world.js'
import { applyDirect } from '../driver/vm/calls.js'
import { DEFAULT_LIMITS } from '../driver/vm/limits.js'
import { LpcObject } from '../driver/vm/object.js'
import { interleave, type Row } from './measure.js'
import { JS_PROGRAMS } from './engine-js.js'

/** `int run(int n)` each; JS_PROGRAMS has the same by the same name. */
export const LPC_PROGRAMS: Readonly<Record<string, { n: number; lpc: string }>> = {
  recursion: { n: 27, lpc: 'int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }\nint run(int n) { return fib(n); }' },
  'int loop': { n: 3_000_000, lpc: 'int run(int n) { int s; for (int i = 0; i < n; i++) { s += i * 3 % 7; if (s > 1000000) s -= 1000000; } return s; }' },
  'float loop': { n: 3_000_000, lpc: 'int run(int n) { float x = 0.5; for (int i = 0; i < n; i++) x = 3.9 * x * (1.0 - x); return x > 0.0; }' },
  'array sieve': { n: 500_000, lpc: 'int run(int n) { int *a = allocate(n + 1); int c; for (int i = 2; i <= n; i++) if (!a[i]) { c++; for (int j = i + i; j <= n; j += i) a[j] = 1; } return c; }' },
  'mapping churn': { n: 200_000, lpc: 'int run(int n) { mapping m = ([ ]); int s; for (int i = 0; i < n; i++) { m[i % 1000] = i; s += m[(i * 7) % 1000]; if (i % 5 == 0) map_delete(m, i % 1000); } return s; }' },
  call_other: { n: 1_000_000, lpc: 'int get(int x) { return x + 1; }\nint run(int n) { object ob = this_object(); int s; for (int i = 0; i < n; i++) s = ob->get(s); return s; }' },
  closures: { n: 500_000, lpc: 'int run(int n) { int s; function f = (: $1 + 1 :); for (int i = 0; i < n; i++) s = (*f)(s); return s; }' },
  'string building': { n: 200_000, lpc: 'int run(int n) { string s = ""; for (int i = 0; i < n; i++) { s += "ab" + i; if (strlen(s) > 1000) s = ""; } return strlen(s); }' },
  'sort with comparator': { n: 20_000, lpc: 'int run(int n) { int *a = allocate(n); int x = 12345; for (int i = 0; i < n; i++) { x = (x * 1103 + 12345) % 65536; a[i] = x; } a = sort_array(a, (: $1 - $2 :)); return a[n / 2]; }' },
  'map and filter': { n: 200_000, lpc: 'int run(int n) { int *a = allocate(n); for (int i = 0; i < n; i++) a[i] = i; return sizeof(filter(map(a, (: $1 * 3 :)), (: $1 % 2 :))); }' },
}

export function run(): Row[] {
  const dir = mkdtempSync(join(tmpdir(), 'hauki-bench-'))
  const world = makeWorld({ mudlibDir: dir, masterFile: '/master', limits: { ...DEFAULT_LIMITS, evalTicks: 1_000_000_000 } })
  const rows: Row[] = []
  try {
    for (const [name, { n, lpc }] of Object.entries(LPC_PROGRAMS)) {
      const file = name.replaceAll(' ', '_')
      writeFileSync(join(dir, `${file}.c`), lpc)
      let ob: LpcObject | null = null
      world.start({}, (F) => world.loader.load(F, `/${file}`), (_e, v) => { ob = v as LpcObject })
      if (!ob) continue
      const target: LpcObject = ob
      let answer: unknown
      const inLpc = (): void => void world.start({}, (F) => applyDirect(F, target, 'run', [n]) as never, (e, v) => { if (e) throw e; answer = v })
      const js = JS_PROGRAMS[name]
      const [lpcMs, jsMs] = interleave(inLpc, () => {
        if (js(n) !== answer) throw new RangeError(`${name}: LPC says ${answer}, JavaScript ${js(n)}`)
      })
      rows.push({ name, value: lpcMs, unit: 'ms', peer: 'of hand-written JavaScript\'s time', ratio: lpcMs / jsMs })
    }
  } finally {
    rmSync(dir, { recursive: true })
    world.scheduler.stop()
  }
  return rows
}
