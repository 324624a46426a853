// promise_all() and its kin, handlers, cancelling.
#pragma strict_types
#include <promise.h>

private string *said = ({ });

async int after(float seconds, int n) {
  await call_out(seconds);
  said += ({ "" + n });
  return n;
}

async int bad(float seconds, string why) {
  await call_out(seconds);
  throw(why);
  return 0;
}

async int patient() {
  mixed err = acatch(await promise_create());
  await call_out(0);
  said += ({ "cleaned up after " + err });
  return 4;
}

async int forever() {
  await promise_create();
  return 1;
}

async int twice(promise<int> inner) {
  return 2 * await inner;
}

private int doubled(int n) {
  return n * 2;
}

void main() {
  int *all = await promise_all(({ after(0.2, 1), after(0.0, 2), 3 }));
  write(sprintf("%d %d %d, %s\n", all[0], all[1], all[2], implode(said, " "))); // expect: 1 2 3, 2 1
  write(catch(await promise_all(({ promise_create(), bad(0.0, "no") }))) + "\n"); // expect: no
  mapping *ends = await promise_all_settled(({ after(0.0, 5), bad(0.0, "bad"), 6 }));
  foreach (mapping end in ends) write(end["status"] + " " + (end["value"] || end["reason"]) + "\n"); // expect: 1 5
  // expect: 2 bad
  // expect: 1 6
  write(await promise_any(({ bad(0.0, "x"), after(0.01, 8) })) + "\n"); // expect: 8
  mixed reasons = catch(await promise_any(({ bad(0.01, "x"), bad(0.0, "y") })));
  write(implode(reasons, "+") + "\n"); // expect: x+y
  write(catch(await promise_any(({ }))) + "\n"); // expect: *promise_any: no promises to wait for
  write(await promise_race(({ promise_create(), after(0.0, 9) })) + "\n"); // expect: 9
  write(catch(promise_race(({ })))); // expect: *Bad argument 1 to promise_race(): the array is empty.
  write(sizeof(await promise_all(({ }))) + "\n"); // expect: 0

  // Handlers: what they return is what the next promise delivers; a promise is followed.
  promise p = promise_create();
  promise q = promise_then(promise_then(p, (: doubled :)), (: after(0.0, $1 + 1) :));
  promise r = promise_catch(promise_then(p, (: error("handler " + $1) :)), (: "caught " + $1 :));
  promise_resolve(p, 10);
  write(promise_status(q) + "\n"); // expect: 0
  write(await q + " " + await r); // expect: 21 caught *handler 10
  write(catch(promise_resolve(p, 1))); // expect: *promise_resolve(): the promise is already settled.
  promise followed = promise_create();
  promise follower = promise_create();
  promise_resolve(follower, followed);
  write(promise_status(follower) + catch(promise_reject(follower, 1))); // expect: 0*promise_reject(): the promise is already settled.
  promise_resolve(followed, "both");
  write(await follower + "\n"); // expect: both

  // Cancelling is asking: it ends the wait, and what comes of it is the function's to say.
  promise<int> f = forever();
  promise<int> t = twice(f);
  write(promise_cancel(f) + " " + catch(await t) + " " + promise_status(f) + promise_status(t) + "\n"); // expect: 1 *async function cancelled 33
  f = patient();
  promise_cancel(f);
  write(await f + " " + said[<1] + "\n"); // expect: 4 cleaned up after *async function cancelled
  write(promise_cancel(f) + "\n"); // expect: 0
  write(catch(promise_cancel(promise_create()))); // expect: *Bad argument 1 to promise_cancel(): the promise does not belong to an async function.
  promise timer = call_out(1000);
  remove_call_out();
  write(catch(await timer) + "\n"); // expect: *call_out removed
  mapping m = ([ p: "by identity" ]);
  write(m[p] + (m[q] ? "?" : "") + (copy(p) == p) + "\n"); // expect: by identity1
  write(save_variable(p) + "\n"); // expect: 0
}
