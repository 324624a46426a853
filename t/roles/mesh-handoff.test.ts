/** LPC through real vaults: ghosts given to other workers, and workers of workers. */
import t from 'tap'
import { networkInterfaces } from 'node:os'
import { Mapping } from '../../driver/vm/mapping.js'
import type { Value } from '../../driver/vm/values.js'
import { generateKeyPair } from '../../netd/keys.js'
import { issueTicket, newJti, parseTicket } from '../../netd/ticket.js'
import { VaultError } from '../../vaultd/errors.js'
import { handOff } from '../../vaultd/handoff.js'
import { LpcSwarm } from './lpc-swarm.js'

const CALLER = `
object *ws = ({ });
int make(string src, mapping c) { ws += ({ clone_distributed(src, c) }); return sizeof(ws) - 1; }
mixed f(int i, string fn, mixed a, mixed b) { return call_other(ws[i], fn, a, b); }
mixed safe(int i, string fn, mixed a, mixed b) { return catch(call_other(ws[i], fn, a, b)); }
mixed give(int i, string fn, int j, mixed b) { return call_other(ws[i], fn, ws[j], b); }
mixed give_narrow(int i, string fn, int j, mapping rights, mixed b) { return call_other(ws[i], fn, mesh_narrow(ws[j], rights), b); }
mixed wrong() { return ({ catch(mesh_narrow(this_object(), ([ ]))), catch(mesh_narrow(ws[0], ([ "methods": "x" ]))), catch(mesh_narrow(ws[0], ([ "delegable": 99 ]))), catch(mesh_narrow(ws[0], ([ "more": 1 ]))) }); }
mixed local(int j, string fn) { object v = mesh_narrow(ws[j], ([ "methods": ({ "add" }) ])); string e = catch(call_other(v, fn, 1)); destruct(v); return e; }
void end(int i) { destruct(ws[i]); }
`
const COUNTER = 'int n; int add(int x) { return n += x; } int secret() { return 42; } object me() { return this_object(); } object from; object who(object o) { return from = o; }'
const USER = `
object other;
int use(object o, int x) { other = o; return o->add(x); }
mixed try(object o, string fn) { other = o; return catch(call_other(o, fn, 1)); }
int again(int x) { return other->add(x); }
mixed info(object o) { mapping m; o->add(0); m = mesh_info(o); return ({ m["handed"], m["worker"], m["node"] }); }
string route() { return mesh_info(other)["route"]; }
mixed info_again() { return mesh_info(other)["handed"]; }
void kill(object o) { destruct(o); }
mixed pass(object o, object to) { return to->info(o); }
int same(object o) { return o->me() == o; }
`

t.test('a ghost given to another worker is called directly, with a ticket of its own', async (t) => {
  const s = await LpcSwarm.start(t, { files: { '/a.c': CALLER }, nodes: 2 })
  await s.call('/a', 'make', COUNTER, 0)
  await s.call('/a', 'make', USER, 0)
  t.equal(await s.call('/a', 'give', 1, 'use', 0, 5), 5)
  t.equal(await s.call('/a', 'f', 0, 'add', 1), 6, 'the same worker')
  const [counter] = s.core.registry.running()
  t.same(await s.call('/a', 'give', 1, 'info', 0, 0), ['direct', counter.id, counter.node])
  t.equal(await s.call('/a', 'give', 1, 'same', 0, 0), 1, 'over there it is one object')
  const events = s.core.registry.events(0, 1000).filter((e) => e.kind === 'handed_on')
  t.equal(events.length, 1, 'one ticket for both calls')

  t.match(await s.call('/a', 'wrong'), [/not the ghost/, /array of at most/, /from 0 to 8/, /"methods" and "delegable"/])
  t.match(String(await s.call('/a', 'local', 0, 'secret')), /secret\(\) is not among the rights given\. \[DENIED, NOT_SENT\]/)
  const rights = Mapping.of([['methods', ['add']]])
  t.equal(await s.call('/a', 'give_narrow', 1, 'try', 0, rights, 'add'), 0)
  t.match(String(await s.call('/a', 'give_narrow', 1, 'try', 0, rights, 'secret')), /The ticket does not allow secret\(\)/, 'refused by the worker itself')

  await s.call('/a', 'give', 1, 'kill', 0, 0)
  t.equal(await s.call('/a', 'f', 0, 'add', 0), 7, 'it is not theirs to end')
  await s.call('/a', 'end', 0)
  await s.until(() => s.running === 1, 'the owner ends it')
})

t.test('a ghost that was handed over: its session falls over to the relay, and comes back', async (t) => {
  let present = true
  const s = await LpcSwarm.start(t, { files: { '/a.c': CALLER }, agent: { interfaces: (() => (present ? networkInterfaces() : {})) as typeof networkInterfaces } })
  await s.call('/a', 'make', COUNTER, 0)
  await s.call('/a', 'make', USER, 0)
  t.equal(await s.call('/a', 'give', 1, 'use', 0, 5), 5)
  const route = (): Promise<Value> => s.call('/a', 'f', 1, 'route', 0, 0)
  t.equal(await route(), 'direct')
  present = false
  await s.until(async () => await route() === 'relay', 'the relay', 20_000)
  t.equal(await s.call('/a', 'f', 1, 'again', 1, 0), 6)
  present = true
  await s.until(async () => await route() === 'direct', 'the direct way', 20_000)
  t.equal(await s.call('/a', 'f', 1, 'again', 1, 0), 7, 'the same session')
  t.equal(s.core.registry.events(0, 1000).filter((e) => e.kind === 'handed_on').length, 1)
})

t.test('from hand to hand: as often as allowed, else through the hand before', async (t) => {
  const s = await LpcSwarm.start(t, { files: { '/a.c': `${CALLER} mixed chain(mapping rights) { return ws[1]->pass(mesh_narrow(ws[0], rights), ws[2]); }` } })
  for (const src of [COUNTER, USER, USER]) await s.call('/a', 'make', src, 0)
  t.same((await s.call('/a', 'chain', Mapping.of([['delegable', 0]])) as Value[])[0], 'through the giver')
  t.same((await s.call('/a', 'chain', Mapping.of([['delegable', 1]])) as Value[])[0], 'direct')
})

t.test('tickets that are foreign, forged, widened, expired or not to be given on', async (t) => {
  const s = await LpcSwarm.start(t, { files: { '/a.c': CALLER } })
  await s.call('/a', 'make', COUNTER, 0)
  await s.call('/a', 'make', USER, 0)
  const { core } = s
  const [counter, user] = core.registry.running()
  const keys = generateKeyPair()
  core.enroll(keys.publicKey, 'driver', 'd2')
  const owner = s.core.registry.running()[0].owner
  const now = Date.now()
  const claims = {
    jti: newJti(), issuedAt: now, expiresAt: now + 30_000, sessionExpiresAt: 0, worker: counter.id, incarnation: counter.incarnation, workerKey: counter.workerKey!, callerKey: Uint8Array.from(owner), node: 'n1',
    bootEpoch: s.agents[0].bootEpoch, routes: [], methods: ['add', 'me'] as string[] | null, limits: { inFlight: 10, lease: 3000 }, handed: 0, delegable: 0,
  }
  const key = Uint8Array.from(user.workerKey!)
  const wish = (change: Partial<typeof claims>, more: Record<string, unknown> = {}, by = core.keys) => ({ ticket: issueTicket({ ...claims, ...change }, by), key, ...more }) as Parameters<typeof handOff>[1]
  const code = (fn: () => unknown): string => {
    try {
      fn()
    } catch (e) {
      return e instanceof VaultError ? `${e.code} ${e.message}` : String(e)
    }
    return 'given'
  }
  const given = parseTicket(handOff(core, wish({}, { methods: ['add', 'secret'], delegable: 3 }), claims.callerKey))
  t.match(given, { methods: ['add'], handed: 1, delegable: 3, worker: counter.id, limits: { inFlight: 10 } }, 'no more than there was')
  t.same(given.callerKey, key)
  t.match(parseTicket(handOff(core, wish({ handed: 1, delegable: 2 }, { delegable: 8 }), claims.callerKey)), { handed: 2, delegable: 1, methods: ['add', 'me'] })
  t.match(code(() => handOff(core, wish({}), keys.publicKey)), /^DENIED .*belongs to another/)
  t.match(code(() => handOff(core, wish({}, {}, keys), claims.callerKey)), /^DENIED .*not issued by this Core/)
  t.match(code(() => handOff(core, wish({ handed: 2, delegable: 0 }), claims.callerKey)), /^DENIED .*may not be given on/)
  t.match(code(() => handOff(core, wish({ sessionExpiresAt: now - 1 }), claims.callerKey)), /^DENIED .*expired/)
  t.match(code(() => handOff(core, { ...wish({}) as object, key: generateKeyPair().publicKey }, claims.callerKey)), /^DENIED .*neither a member/)
  t.match(code(() => handOff(core, wish({ worker: 'w_gone' }), claims.callerKey)), /^NO_SUCH_WORKER/)
  t.match(code(() => handOff(core, 5, claims.callerKey)), /^BAD_REQUEST/)
  const bent = Uint8Array.from((wish({}) as { ticket: Uint8Array }).ticket)
  bent[40] ^= 1
  t.match(code(() => handOff(core, { ticket: bent, key }, claims.callerKey)), /^DENIED/)
})

t.test("a worker's own workers: counted on what its creator allowed, and gone with it", async (t) => {
  const PARENT = `
    object *kids = ({ });
    mixed have(int n) { return catch { kids += clone_distributed("int n; int add(int x) { return n += x; }", ([ "count": n ])); }; }
    mixed *ask(int x) { return kids->add(x); }
    mixed where() { return mesh_info(kids[0])["handed"]; }
  `
  const s = await LpcSwarm.start(t, { files: { '/a.c': CALLER } })
  await s.call('/a', 'make', PARENT, 0)
  t.match(String(await s.call('/a', 'f', 0, 'have', 1)), /may have 0 more workers made/)
  await s.call('/a', 'end', 0)
  await s.call('/a', 'make', PARENT, Mapping.of([['clones', 3]]))
  t.equal(await s.call('/a', 'f', 1, 'have', 2), 0)
  t.same(await s.call('/a', 'f', 1, 'ask', 4), [4, 4])
  t.equal(await s.call('/a', 'f', 1, 'where'), 'direct')
  t.match(String(await s.call('/a', 'f', 1, 'have', 2)), /may have 1 more workers made/)
  t.equal(await s.call('/a', 'f', 1, 'have', 1), 0)
  t.equal(s.running, 4)
  const parent = s.core.registry.running().find((w) => !/mesh/.test(w.ownerName))!
  await s.kill(parent.id)
  await s.until(() => s.running === 0, 'its own workers to end with it')
})
