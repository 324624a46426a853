// Async functions, await, acatch: what they give and in which order things happen.
#pragma strict_types
#include <promise.h>

private string *said = ({ });

private void say(string what) {
  said += ({ what });
}

async int add(int a, int b) {
  say("add begins");
  return a + b;
}

async int later(int n) {
  await call_out(0);
  return n;
}

async void fails(string why) {
  await call_out(0);
  error(why);
}

async mixed throws(mixed what) {
  throw(what);
  return 0;
}

async promise<int> *several() {
  return ({ add(1, 1), later(2) });
}

async int follows() {
  return later(9);
}

private async int factorial(int n) {
  if (n < 2) return 1;
  return n * await factorial(n - 1);
}

void main() {
  promise<int> p = add(1, 2);
  write(typeof(p) + " " + promisep(p) + "\n"); // expect: promise 1
  write(implode(said, ", ") + "\n"); // expect: add begins
  write(promise_status(p) + " " + promise_result(p) + "\n"); // expect: 1 3
  write(sprintf("%O %O\n", p, later(1))); // expect: PROMISE<int>( fulfilled: 3 ) PROMISE<int>( pending )
  write(sprintf("%O %O\n", promise_create(), several())); // expect: PROMISE( pending ) PROMISE<array>( fulfilled: ({ /* sizeof() == 2 */
  // expect:     PROMISE<int>( fulfilled: 2 ),
  // expect:     PROMISE<int>( pending )
  // expect:   }) )
  int n = await later(5);
  write(n + " " + await p + " " + await 7 + "\n"); // expect: 5 3 7
  write(await follows() + " " + await factorial(10) + "\n"); // expect: 9 3628800
  // The rejection of an awaited promise is an error, which catch takes as well as acatch.
  mixed err = acatch(await fails("boom\n"));
  write(err); // expect: *boom
  err = catch(await throws(({ 1, 2 })));
  write(sizeof(err) + "\n"); // expect: 2
  err = acatch {
    await later(1);
    write("inside\n"); // expect: inside
    await fails("again");
    write("never\n");
  };
  write(err); // expect: *again
  write((acatch(await later(3)) ? "failed" : "went well") + "\n"); // expect: went well
  // A reason is never 0.
  promise q = promise_create();
  promise_reject(q, 0);
  write(acatch(await q) + " " + PROMISE_REASON_NO_REASON + "\n"); // expect: *promise rejected *promise rejected
  write(promise_status(q) == PROMISE_REJECTED ? "rejected\n" : "?\n"); // expect: rejected
}
