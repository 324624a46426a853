/**
 * The spine, as a wizard on telnet and the planner on a WebSocket go through it: write, fail,
 * mend, clone, then the same on other machines. Run once for each (spine-*.test.ts).
 */
import type { Test } from 'tap'
import type { Program } from './kit.js'
import type { Player, Telnet } from './players.js'
import { PATIENCE } from './stream.js'

/** The script of the mission, line by line. */
const SCRIPT = [
  'mapping config = ([ "routing": "p2p_preferred" ]);',
  'object remote_scout = clone_distributed("gem-pointer://wiki/workers/web_scout", config);',
  'mapping result = remote_scout->analyze_data("Latest AI architectures");',
  'destruct(remote_scout);',
]

/** LPC text as an LPC string. */
const quoted = (...lines: string[]): string => JSON.stringify(lines.join('\n'))

export interface Somebody {
  readonly program: Program
  /** Logged in, a wizard or the planner. */
  readonly me: Player
  readonly name: string
  /** Somebody else, who only plays. */
  readonly other: Telnet
  /** Nodes that have joined the swarm, and how many clones one loop is to make on them. */
  readonly nodes: number
  readonly clones: number
}

export function spine(t: Test, who: () => Somebody): void {
  t.test('look, say, who', async (t) => {
    const { me, other, name } = who()
    const title = name[0].toUpperCase() + name.slice(1)
    t.match(await me.ask('look', /market square/i), /Bystander is here/)
    t.match(await me.ask('say hello', /You say: hello/), /You say: hello\n/)
    await other.expect(new RegExp(`${title} says: hello\\n`))
    await other.ask('say good day', /You say/)
    await me.expect(/Bystander says: good day\n/)
    const list = await me.ask('who', /here now/)
    t.match(list, title)
    t.match(list, 'Bystander')
  })

  t.test('ed, a compile error with line and caret, mended, cloned, called, updated', async (t) => {
    const { me, name } = who()
    const path = `/players/${name}/orc`
    t.match(await me.ask('ed orc.c', /:/), /new file/)
    await me.ask(['a', 'inherit "/std/npc";', 'int strength = 12', 'int query_strength() { return strength; }', '.', 'w'], /3 lines written/)
    await me.ask('q', /Done/)
    const report = await me.ask('update orc.c', /does not compile/)
    const [, file, line, col, shown, under] = /(\S+)\((\d+),(\d+)\): error LPC\d+: expected ';'[^\n]*\n( *int strength = 12)\n( *)\^/.exec(report) ?? []
    t.equal(file, `${path}.c`, report)
    t.equal(line, '2')
    t.equal(shown?.slice(under.length - 1), '2', 'the caret stands under the end of what lacks the semicolon')
    t.equal(Number(col) - 1, under?.length - shown?.indexOf('int'), 'and the column is the caret\'s')

    await me.ask(['ed orc.c', '2s/12/12;/', 'w'], /3 lines written/)
    await me.ask('q', /Done/)
    await me.ask('update orc.c', /updated/)
    t.match(await me.ask('clone orc.c', /cloned/), new RegExp(`${path}#\\d+ cloned: an orc`))
    t.match(await me.ask('call orc->query_strength()', /=>/), /=> 12\n/)
    t.match(await me.ask('look', /square/i), /An orc is here/)

    await me.ask(['ed orc.c', '2s/12/15/', 'w'], /3 lines written/)
    await me.ask('q', /Done/)
    await me.ask('update orc.c', /updated/)
    t.match(await me.ask('call orc->query_strength()', /=>/), /=> 12\n/, 'a clone keeps its program')
    await me.ask('dest orc', /destructed/)
    await me.ask('clone orc.c', /cloned/)
    t.match(await me.ask('call orc->query_strength()', /=>/), /=> 15\n/, 'the next one has the new')
    await me.ask('dest orc', /destructed/)
  })

  t.test('the script of the mission: typed in, on one line, run from a file, in a function', async (t) => {
    const { me } = who()
    t.match(await me.ask(['eval', ...SCRIPT, '.'], /ms\] => .*\n|\*\w.*\n/), /=> 0\n/, 'exactly the script: no value, no error')
    const answer = await me.ask(`eval ${SCRIPT.join(' ')} return result;`, /"summary" : .*\n|\*\w.*\n/)
    t.match(answer, /"topic" : "Latest AI architectures"/)
    t.match(answer, /"words" : 3/)
    t.match(answer, /"latest ai" : 1/, 'which it worked out from its argument')

    await me.ask(['ed scout', 'a', ...SCRIPT, 'return result["keywords"][0]["text"];', '.', 'w'], /5 lines written/)
    await me.ask('q', /Done/)
    t.match(await me.ask('run scout', /=> .*\n|\*\w.*\n/), /=> "architectures"\n/)

    await me.ask(['ed mission.c', 'a', 'string go() {', ...SCRIPT, 'return result["bigrams"]["ai architectures"] + " of " + result["words"];', '}', '.', 'w'], /7 lines written/)
    await me.ask('q', /Done/)
    await me.ask('load mission.c', /loaded|mission/)
    t.match(await me.ask('eval return load_object(me()->query_home() + "/mission")->go();', /=> .*\n|\*\w.*\n/), /=> "1 of 3"\n/)
  })

  t.test('raw source text; what is wrong in it is told with its own lines', async (t) => {
    const { me } = who()
    t.match(await me.ask(`eval object w = clone_distributed(${quoted('int work(int i) {', '  return i * i;', '}')}); mixed r = ({ remotep(w), w->work(9) }); destruct(w); return r;`, /=> [^]*\}\)|\*\w.*\n/), /1,\s+81/)

    const parent = quoted('mixed have() { object kid; string oops = catch(kid = clone_distributed("int three() { return 3; }")); return oops || kid->three(); }')
    t.match(await me.ask(`eval object w = clone_distributed(${parent}, ([ "clones": 1 ])); mixed r = ({ w->have(), w->have() }); destruct(w); return r;`, /=> [^]*\}\)|\*\w.*\n\s+run.*\n/), /3,\s+"\*.*may have 0 more workers/, 'a worker has as many made as its maker allows')

    const broken = quoted('int work(int i) {', '  return i * ;', '}')
    const report = await me.ask(`eval clone_distributed(${broken}); return 1;`, /run\(\).*\n|=> .*\n/)
    t.match(report, /\(2,14\): error LPC\d+: expected an expression/)
    t.match(report, /\n( *) {2}return i \* ;\n\1 {13}\^/, 'the line of the worker and a caret')
    t.match(report, /run\(\) +\/players\/\w+\/tmp\/eval_\d+\.c:3/, 'below it where it was called')
    t.match(await me.ask(`eval string s = catch(clone_distributed(${broken})); return strsrch(s, "return i * ;") > 0;`, /=> .*\n|\*\w.*\n/), /=> 1\n/, 'catchable')

    const faulty = quoted('int zero() { return 0; }', 'int half(int i) {', '  return i / zero();', '}', 'int work(int i) { return half(i); }')
    const trace = await me.ask(`eval object w = clone_distributed(${faulty}); return w->work(4);`, /half\(\).*\n|=> .*\n/)
    t.match(trace, /\*Division by zero\.\n +run\(\) +\/players\/\w+\/tmp\/eval_\d+\.c:3\n +work\(\) +\/worker\.c:5 .*\n +half\(\) +\/worker\.c:3 in \S+ on \S+\n/, 'the remote trace below the local one')
    t.match(await me.ask(`eval object w = clone_distributed(${faulty}); string s = catch(w->work(4)); destruct(w); return s;`, /=> [^]*"|\*\w.*\n/), /=> "\*Division by zero/)
  })

  t.test('clones from one loop, on all nodes there are, called at once; others play on meanwhile', async (t) => {
    const { me, other, program, nodes, clones } = who()
    const before = (await program.workers()).length
    me.text = ''
    const loop = `object *ws = ({ }); int i; for (i = 0; i < ${clones}; i++) ws += ({ clone_distributed(${quoted('int work(int i) { return i * i; }')}) });`
    const places = 'mapping on = ([ ]); foreach (object w in ws) on[mesh_info(w)["node"]]++;'
    me.send(`eval ${loop} ${places} mixed *r = ws->work(i); foreach (object w in ws) destruct(w); return ({ sizeof(r), sizeof(filter(r, (: $1 == ${clones * clones} :))), sizeof(on), min(values(on)) > 1 });`)
    for (let n = 0; n < 5; n++) await other.ask(`say ${n}`, new RegExp(`You say: ${n}`))
    t.notMatch(me.text, /=>|\*[A-Z]/, 'five answers to another while it waits')
    t.match(await me.expect(/=> [^]*?\}\)|\*[A-Z].*\n/, 2 * PATIENCE), new RegExp(`${clones},\\s+${clones},\\s+${nodes},\\s+1`))
    await program.until(async () => (await program.workers()).length <= before, 'the Core to know that they are gone')
    await program.until(async () => (await program.nodes()).every((n) => n.running <= before), 'each node to say so')
  })

  t.test('while a worker takes its time, others are answered, and it may be interrupted', async (t) => {
    const { me, other } = who()
    const slow = quoted('string nap(float s) { sleep(s); return "rested"; }')
    me.text = ''
    me.send(`eval object w = clone_distributed(${slow}); write("asleep\\n"); string s = w->nap(2.0); destruct(w); return s;`)
    await me.expect(/asleep\n/)
    const start = performance.now()
    for (let n = 0; n < 5; n++) await other.ask('look', /market square/i)
    t.comment(`five answers in ${Math.round(performance.now() - start)} ms`)
    t.notMatch(me.text, /rested/)
    await me.expect(/=> "rested"\n/)
  })
}
