/** A chain of calls over two hops is one trace: of spans, and of LPC lines in an error. */
import t from 'tap'
import type { LpcError } from '../../driver/vm/errors.js'
import { tracing, traceId, type Span } from '../../netd/tracing.js'
import { LpcSwarm } from './lpc-swarm.js'

const CALLER = `
object w;
void make(string src) { w = clone_distributed(src); }
int twice(int n) { return 2 * n; }
int run(int n) { return w->there(n, this_object()); }
int fail() { return w->fails(this_object()); }
void breaks() { error("in the caller\\n"); }
`
const WORKER = `
int there(int n, object back) { return back->twice(n) + 1; }
int fails(object back) { back->breaks(); return 1; }
`

t.test('spans and LPC traces across two hops', async (t) => {
  const s = await LpcSwarm.start(t, { files: { '/a.c': CALLER } })
  await s.call('/a', 'make', WORKER)
  t.equal(await s.call('/a', 'run', 4), 9)
  const spans: Span[] = []
  tracing.listen((span) => void spans.push(span))
  t.teardown(() => tracing.listen(null))
  t.equal(await s.call('/a', 'run', 20), 41)
  t.same(spans.map((x) => [x.kind, x.name, x.status]), [['server', 'twice', 'ok'], ['client', 'there', 'ok']])
  const [back, there] = spans
  t.match(there.trace, /^[0-9a-f]{32}$/)
  t.equal(back.trace, there.trace, 'one trace')
  t.equal(there.parent, '')
  t.match(back.parent, /^[0-9a-f]{16}$/)
  t.not(back.parent, there.span, "between them lies the worker's own span, and its call")

  const e = (await s.call('/a', 'fail').then(() => null, (x: unknown) => x)) as LpcError
  t.match(e.message, /in the caller/)
  t.same(e.trace.map((l) => l.function).filter((f) => f !== '').slice(-4), ['fail', 'fails', 'breaks'].slice(-4), 'caller, worker, and the caller again')
  t.match(spans.at(-1), { name: 'fails', status: /EXECUTED_FAILED/ })
  t.equal(traceId('12345678-1234-1234-1234-1234567890ab'), '1234567812341234123412' + '34567890ab')
  t.match(traceId('chain-1'), /^[0-9a-f]{32}$/)
})
