// What awaits in an object that is destructed ends, and so does the promise it was to settle.
#include <promise.h>

void main() {
  object o = new("/async/_waiter");
  promise p = o->wait_for_ever();
  write(promise_status(p) + "\n"); // expect: 0
  destruct(o);
  write(catch(await p) + "\n"); // expect: *async function owner was destructed while suspended
  write(promise_status(p) == PROMISE_REJECTED && PROMISE_REASON_DESTRUCTED == promise_result(p) ? "rejected\n" : "?\n"); // expect: rejected
  o = new("/async/_waiter");
  promise timer = o->timer();
  promise then = o->handler(timer);
  destruct(o);
  write(catch(await timer) + "\n"); // expect: *call_out removed
  write(catch(await then) != 0 ? "handler gone\n" : "?\n"); // expect: handler gone
  o = new("/async/_waiter");
  p = o->destructs_itself();
  write(await p + "\n"); // expect: done
}
