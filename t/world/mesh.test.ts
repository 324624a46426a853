// Ghosts and clone_distributed against a mesh made by hand at the driver's own seam
// (driver/mesh.ts). The real mesh has its own tests in t/netd and t/vaultd.
import type { CloneConfig, Mesh, Source } from '../../driver/mesh.js'
import { NO_MESH } from '../../driver/mesh.js'
import type { RemoteEnd, RemoteFailure } from '../../driver/vm/object.js'
import type { Value } from '../../driver/vm/values.js'
import { LpcError } from '../../driver/vm/errors.js'
import { both, master, Mud } from './harness.js'

type Pending = { method: string; args: Value[]; chain: string; deadlineMs: number; done: (f: RemoteFailure | null, v: Value) => void }

class HandMesh implements Mesh {
  clones: Array<{ source: Source; config: CloneConfig; owner: string }> = []
  pending: Pending[] = []
  destructed = 0
  cancelled = 0
  hold = false
  fail: RemoteFailure | null = null
  private serial = 0

  end(): RemoteEnd {
    const worker = `w${++this.serial}`
    return {
      call: (method, args, opts, done) => void this.pending.push({ method, args, chain: opts.chain, deadlineMs: opts.deadlineMs, done }),
      destruct: () => void this.destructed++,
      info: () => new Map<string, Value>([['worker', worker], ['node', 'n1']]),
    }
  }
  clone(source: Source, config: CloneConfig, owner: string, done: (f: RemoteFailure | null, ends: RemoteEnd[]) => void): () => void {
    this.clones.push({ source, config, owner })
    const answer = () => (this.fail ? done(this.fail, []) : done(null, Array.from({ length: config.count }, () => this.end())))
    if (this.hold) this.release = answer
    else answer()
    return () => void this.cancelled++
  }
  release: () => void = () => {}
  resolve = (uri: string, done: (f: RemoteFailure | null, text: string) => void) => done(null, `text of ${uri}`)
  status = (done: (f: RemoteFailure | null, v: Value) => void) => done(null, ['n1'])
  close = async () => {}
}

const FILES = {
  '/a.c': `
    object w; object *ws;
    mixed mk(mixed c) { w = clone_distributed("gem-pointer://wiki/workers/x", c); return ({ objectp(w), remotep(w), mesh_info(w)["node"], w == find_object(file_name(w)), file_name(w) }); }
    mixed ask(int x) { return w->work(x, "y"); }
    mixed safe() { return catch(w->work()); }
    mixed end() { object o = w; destruct(w); return ({ w, o }); }
    mixed many() { ws = clone_distributed("int f() { return 1; }", ([ "count": 3, "timeout": 2 ])); return sizeof(ws); }
    mixed all() { return ({ ws[0], 0, this_object(), ws[1], ws[2] })->f(7); }
    int f(int x) { return 100 + x; }
    mixed bad(mixed c) { return catch(clone_distributed("x;", c)); }
    mixed bads() { mapping *ms = ({ ([ "color": 1 ]), ([ "routing": "pigeon" ]), ([ "count": 0 ]), ([ "count": 1.5 ]), ([ "requires": "gpu" ]), ([ "memory": -1 ]), ([ "isolation": 3 ]), ([ "timeout": "x" ]), ([ "memory": 31 ]), ([ "memory": 8193 ]), ([ "cpu": 2000 ]), ([ "lease": 0.1 ]), ([ "count": 257 ]) }); string *r = ({}); foreach (mapping m in ms) r += ({ bad(m) }); return r; }
    mixed res() { return meshfs_resolve("gem-pointer://wiki/doc/a"); }
    mixed stat() { return swarm_status(); }
    mixed resbad() { return catch(meshfs_resolve("http://x")); }
    mixed key() { mapping m = ([ w: 5 ]); return ({ m[w], sizeof(children("/mesh/w1")) }); }
    mixed mv() { return catch(move_object(w)); }
  `,
}

both('async functions ask many workers at once, and each wait is its own', async (t) => {
  const mesh = new HandMesh()
  const mud = await new Mud({
    '/p.c': `
      object *ws;
      int mk() { ws = clone_distributed("int f() { return 1; }", ([ "count": 3 ])); return sizeof(ws); }
      async mixed ask(object w, int n) { return w->work(n) + ":" + n; }
      mixed each() { int i; promise *ps = ({ }); foreach (object w in ws) ps += ({ ask(w, ++i) }); return await promise_all(ps); }
      mixed settled() { int i; promise *ps = ({ }); foreach (object w in ws) ps += ({ ask(w, ++i) }); return map(await promise_all_settled(ps), (: $1["value"] || $1["reason"] :)); }
      promise held; mixed err;
      void hold() { held = ask(ws[0], 9); }
      mixed give_up() { promise_cancel(held); return ({ err = catch(await held), promise_status(held) }); }
    `,
  }, { mesh }).boot()
  t.equal(await mud.call('/p', 'mk'), 3)
  const p = mud.start('/p', 'each')
  await mud.clock.settle()
  t.same(mesh.pending.map((c) => c.args), [[1], [2], [3]], 'three calls are in flight')
  mesh.pending[2].done(null, 'c')
  mesh.pending[0].done(null, 'a')
  mesh.pending[1].done(null, 'b')
  t.same(await p, ['a:1', 'b:2', 'c:3'])
  mesh.pending.length = 0
  const q = mud.start('/p', 'settled')
  await mud.clock.settle()
  mesh.pending[0].done(null, 'a')
  mesh.pending[1].done({ code: 'WORKER_LOST', message: 'Worker lost (node n1)', outcome: 'UNKNOWN', trace: [] }, undefined)
  mesh.pending[2].done(null, 'c')
  t.same(await q, ['a:1', '*Worker lost (node n1) [WORKER_LOST, UNKNOWN]\n', 'c:3'])
  await mud.call('/p', 'hold')
  t.same(await mud.call('/p', 'give_up'), ['*async function cancelled', 3], 'cancelling ends a remote call as well')
  mud.close()
})

both('a ghost is an object; its calls wait; destruct ends the worker', async (t) => {
  const mesh = new HandMesh()
  const mud = await new Mud(FILES, { mesh }).boot()
  const made = (await mud.call('/a', 'mk', 0)) as Value[]
  t.strictSame(made.slice(0, 4), [1, 1, 'n1', 1])
  t.match(made[4], /^\/mesh\/w1#\d+$/)
  t.strictSame(mesh.clones[0], { source: { pointer: 'gem-pointer://wiki/workers/x' }, owner: '/a', config: { routing: 'p2p_preferred', count: 1, requires: [], node: null, memory: null, cpu: null, ttl: null, lease: 3_000, timeout: 30_000, args: [], isolation: 'process' } })
  const p = mud.start('/a', 'ask', [4])
  await mud.clock.settle()
  t.equal(mesh.pending.length, 1)
  t.strictSame([mesh.pending[0].method, mesh.pending[0].args, mesh.pending[0].deadlineMs], ['work', [4, 'y'], 30_000])
  t.ok(mesh.pending[0].chain)
  mesh.pending[0].done(null, 'answer')
  t.equal(await p, 'answer')
  t.strictSame(await mud.call('/a', 'key'), [5, 1])
  t.match(await mud.call('/a', 'mv'), /remote object has no place/)
  t.strictSame(await mud.call('/a', 'end'), [0, 0])
  t.equal(mesh.destructed, 1)
  t.equal(mud.world.ghosts.size, 0)
  mud.close()
})

both('failures are LPC errors: the callee\'s with its trace below, the transport\'s with an outcome', async (t) => {
  const mesh = new HandMesh()
  const mud = await new Mud(FILES, { mesh }).boot()
  await mud.call('/a', 'mk', 0)
  const p = mud.start('/a', 'safe')
  await mud.clock.settle()
  mesh.pending.pop()!.done({ code: 'LPC', message: '*boom over there\n', outcome: 'EXECUTED_FAILED', trace: [] }, undefined)
  t.equal(await p, '*boom over there\n')
  const q = mud.start('/a', 'ask', [1]).catch((e) => e)
  await mud.clock.settle()
  mesh.pending.pop()!.done({ code: 'LPC', message: 'boom', outcome: 'EXECUTED_FAILED', trace: [{ program: '/worker.c', line: 7, function: 'work', object: '/worker#1' }] }, undefined)
  const e = (await q) as LpcError
  t.match(e.trace.at(-1), { program: '/worker.c', line: 7, node: 'n1' })
  t.match(e.trace.at(-2), { program: '/a.c', function: 'ask' })
  const r = mud.start('/a', 'safe')
  await mud.clock.settle()
  mesh.pending.pop()!.done({ code: 'WORKER_LOST', message: 'Worker lost (node n1)', outcome: 'UNKNOWN', trace: [] }, undefined)
  t.equal(await r, '*Worker lost (node n1) [WORKER_LOST, UNKNOWN]\n')
  mud.close()
})

both('call_other on an array: all ghosts at once, locals too, in order', async (t) => {
  const mesh = new HandMesh()
  const mud = await new Mud(FILES, { mesh }).boot()
  t.equal(await mud.call('/a', 'many'), 3)
  const p = mud.start('/a', 'all')
  await mud.clock.settle()
  t.equal(mesh.pending.length, 3)
  t.equal(mesh.pending[0].deadlineMs, 2_000)
  mesh.pending[2].done(null, 'c')
  mesh.pending[0].done(null, 'a')
  mesh.pending[1].done(null, 'b')
  t.strictSame(await p, ['a', 0, 107, 'b', 'c'])
  mesh.pending.length = 0
  const q = mud.start('/a', 'all').catch((e) => e.message)
  await mud.clock.settle()
  mesh.pending[2].done({ code: 'X', message: 'third', outcome: 'UNKNOWN', trace: [] }, undefined)
  mesh.pending[1].done({ code: 'X', message: 'second', outcome: 'UNKNOWN', trace: [] }, undefined)
  mesh.pending[0].done(null, 1)
  t.match(await q, /second/)
  mud.close()
})

both('wrong configs name the key', async (t) => {
  const mud = await new Mud(FILES, { mesh: new HandMesh() }).boot()
  const keys = ['color', 'routing', 'count', 'count', 'requires', 'memory', 'isolation', 'timeout', 'memory', 'memory', 'cpu', 'lease', 'count']
  ;((await mud.call('/a', 'bads')) as string[]).forEach((e, i) => t.match(e, new RegExp(`"${keys[i]}"`)))
  mud.close()
})

both('no mesh, no permission, a failing mesh, meshfs', async (t) => {
  const none = await new Mud(FILES, { mesh: NO_MESH }).boot()
  t.match(await none.call('/a', 'bad', 0), /no mesh.*NO_MESH, NOT_SENT/s)
  none.close()
  const shut = await new Mud({ ...FILES, '/master.c': 'int valid_read(string f, object o, string fn) { return 1; }' }, { mesh: new HandMesh() }).boot()
  t.match(await shut.call('/a', 'bad', 0), /Permission denied/)
  shut.close()
  const mesh = new HandMesh()
  mesh.fail = { code: 'COMPILE', message: '*worker.c(2,3): error\n', outcome: 'EXECUTED_FAILED', trace: [] }
  const mud = await new Mud({ ...FILES, '/master.c': master() }, { mesh }).boot()
  t.equal(await mud.call('/a', 'bad', 0), '*worker.c(2,3): error\n')
  t.equal(await mud.call('/a', 'res'), 'text of gem-pointer://wiki/doc/a')
  t.strictSame(await mud.call('/a', 'stat'), ['n1'])
  t.match(await mud.call('/a', 'resbad'), /gem-pointer/)
  mud.close()
})

both('workers made for a caller who is gone are ended', async (t) => {
  const mesh = new HandMesh()
  mesh.hold = true
  const mud = await new Mud({ ...FILES, '/b.c': 'void f() { clone_distributed("x;"); } void die() { destruct(this_object()); }' }, { mesh }).boot()
  const p = mud.start('/b', 'f').catch((e) => e)
  await mud.clock.settle()
  await mud.call('/b', 'die')
  mesh.release()
  await mud.clock.settle()
  t.ok((await p) instanceof LpcError)
  t.equal(mesh.destructed, 1)
  mud.close()
})
