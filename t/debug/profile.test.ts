/** The LPC profiler: finds where the time goes, counts calls, is guarded, and ends by itself. */
import t, { type Test } from 'tap'
import { DEFAULT_LIMITS } from '../../driver/vm/limits.js'
import { Mapping } from '../../driver/vm/mapping.js'
import { Float, type Value } from '../../driver/vm/values.js'
import { REAL_CLOCK } from '../../driver/world/config.js'
import { Mud, master } from '../world/harness.js'

const WORK = `
#include "tools.h"
int light() { int n; for (int i = 0; i < 20000; i++) n += i % 7; return n; }
int heavy() {
  int n;
  for (int i = 0; i < 1000000; i++)
    n += i % 7;
  return n;
}
int text() { string s = ""; for (int i = 0; i < 1000; i++) s = sprintf("%s %O", s[0..20], ({ i, "x", 1.5 })); return strlen(s); }
int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
int mix() { return light() + heavy() + text() + fib(20) + in_header() + evaluate((: heavy() :)); }
int twice(int n) { sleep(0); return n * 2; }
// Real time, since the sampler's is.
void burn(int ms) {
  int start = real_time();
  while (real_time() - start < ms) {
    reset_eval_cost();
    mix();
  }
}
int real_time() { return efun::perf_counter_ns() / 1000000; }
int calls(int n) { profile_start(5, 1); for (int i = 0; i < n; i++) light(); return fib(10) + twice(4); }
mixed both(int ms) { profile_start(); burn(ms); return profile_stop(); }

// As many call paths as can be.
int left(int n) { return n <= 0 ? 0 : random(2) ? left(n - 1) : right(n - 1); }
int right(int n) { return n <= 0 ? 0 : random(2) ? left(n - 1) : right(n - 1); }
void branch(int ms) {
  int start = real_time();
  while (real_time() - start < ms) {
    reset_eval_cost();
    for (int i = 0; i < 50; i++) left(110);
  }
}
`
const FILES = {
  '/master.c': master('int valid_profile(object ob, string fn) { return file_name(ob) != "/stranger"; } int valid_eval_limit(object ob) { return 1; }'),
  '/work.c': WORK,
  '/include/tools.h': 'int in_header() { int n; for (int i = 0; i < 50000; i++) n ^= i; return n; }\n',
  '/stranger.c': 'mixed go() { profile_start(1); return 0; } mixed report() { return profile_report(); }',
  '/ask.c': 'mixed report() { return profile_report(); } mixed start(int n, int c) { profile_start(n, c); return 1; } mixed stop() { return profile_stop(); }',
}

async function mud(t: Test): Promise<Mud> {
  const m = new Mud(FILES, { clock: REAL_CLOCK, limits: { ...DEFAULT_LIMITS, evalTicks: 1e10 }, includeDirs: ['/include', '/'] })
  t.teardown(() => m.close())
  return m.boot()
}

const get = (m: Value, key: string): any => (m as Mapping).get(key)
const ms = (m: Value, key: string): number => (get(m, key) as Float).v
const row = (report: Value, fn: string): Value => get(report, 'functions').find((r: Mapping) => r.get('function') === fn)

t.test('finds where the time goes', async (t) => {
  const m = await mud(t)
  const report = await m.start('/work', 'both', [1_500])
  t.equal(get(report, 'running'), 0)
  t.equal(get(report, 'ended'), 'stopped')
  t.ok(get(report, 'samples') > 100, `${get(report, 'samples')} samples`)
  const first = get(report, 'functions')[0] as Mapping
  t.equal(first.get('function'), 'heavy')
  t.match([first.get('program'), first.get('file'), first.get('line')], ['/work.c', '/work.c', 4])
  const [hottest] = (first.get('lines') as Mapping).keys()
  t.ok(hottest === 6 || hottest === 7, `its hottest line is in the loop: ${hottest}`)
  t.match([get(row(report, 'in_header'), 'file'), get(row(report, 'in_header'), 'line')], ['/include/tools.h', 1], 'a function in a header')
  t.ok(ms(row(report, 'text'), 'driver') > ms(row(report, 'text'), 'self') * 0.5, 'efuns count for who calls them, and are told apart')
  t.ok(ms(row(report, 'mix'), 'total') > ms(report, 'sampled') * 0.5, 'total has what it called')
  t.ok(ms(row(report, 'mix'), 'self') < ms(row(report, 'heavy'), 'self'))
  t.ok(ms(row(report, 'fib'), 'total') <= ms(report, 'sampled'), 'recursion counts once')
  t.ok(row(report, 'mix (: :)'), 'a functional by its function')
  const programs = get(report, 'programs')
  t.equal(programs[0].get('program'), '/work.c')
  t.ok(ms(programs[0], 'total') <= ms(report, 'sampled') + 1)
  const parts = ms(report, 'idle') + ms(report, 'gc') + ms(report, 'driver') + programs.reduce((n: number, p: Value) => n + ms(p, 'self'), 0)
  t.ok(Math.abs(parts - ms(report, 'sampled')) < 1, 'the parts make the whole')
})

t.test('counts calls exactly, waits included', async (t) => {
  const m = await mud(t)
  await m.start('/work', 'calls', [100])
  const report = await m.start('/ask', 'stop')
  t.equal(get(row(report, 'light'), 'calls'), 100)
  t.equal(get(row(report, 'fib'), 'calls'), 177)
  t.equal(get(row(report, 'twice'), 'calls'), 1, 'going on after a wait is no call')
})

t.test('ends by itself, and can be asked meanwhile', async (t) => {
  const m = await mud(t)
  await m.start('/ask', 'start', [2, 0])
  await m.start('/work', 'burn', [300])
  const during = await m.start('/ask', 'report')
  t.equal(get(during, 'running'), 1)
  t.ok(row(during, 'heavy'))
  await t.rejects(m.start('/ask', 'start', [1, 0]), /running already/)
  let end = during
  while (get(end, 'running') === 1) {
    await new Promise((done) => setTimeout(done, 20))
    end = await m.start('/ask', 'report')
  }
  t.match([get(end, 'running'), get(end, 'ended')], [0, 'time'])
  t.ok(ms(end, 'idle') > 0, 'idle is idle')
  await t.rejects(m.start('/ask', 'stop'), /No profile is running/)
})

t.test('the master decides', async (t) => {
  const m = await mud(t)
  await t.rejects(m.start('/stranger', 'go'), /Permission denied/)
  await t.rejects(m.start('/stranger', 'report'), /Permission denied/)
  const silent = await new Mud({ '/master.c': master(), '/ask.c': FILES['/ask.c'] }).boot()
  t.teardown(() => silent.close())
  await t.rejects(silent.start('/ask', 'start', [1, 0]), /Permission denied/, 'a master that says nothing says no')
})

t.test('bad numbers', async (t) => {
  const m = await mud(t)
  for (const n of [-1, 601, 10 ** 12]) await t.rejects(m.start('/ask', 'start', [n, 0]), /expected int from 1 to 600/)
  await t.rejects(m.start('/ask', 'start', [11, 1]), /expected int from 1 to 10/)
})

t.test('too many call paths end the profile, not the driver', async (t) => {
  const m = await mud(t)
  await m.start('/ask', 'start', [600, 0])
  const before = process.memoryUsage().rss
  let report = await m.start('/ask', 'report')
  // Too many in one evaluation: a slow machine needs a longer one.
  for (let long = 1_500; get(report, 'running') === 1; long *= 2) {
    await m.start('/work', 'branch', [long])
    await new Promise((done) => setTimeout(done, 60))
    report = await m.start('/ask', 'report')
  }
  t.equal(get(report, 'ended'), 'paths', `ended after ${ms(report, 'sampled')} ms`)
  t.ok(process.memoryUsage().rss - before < 400e6, 'memory stays bounded')
})
