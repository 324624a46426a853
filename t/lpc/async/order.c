// What runs when: up to the first await at once, the rest in the order in which it was waited for.
private string *log = ({ });

async void worker(string name, int turns) {
  log += ({ name + " begins" });
  for (int i = 0; i < turns; i++) {
    await 0;
    await promise_of(i);
    log += ({ name + i });
  }
}

promise promise_of(mixed v) {
  promise p = promise_create();
  promise_resolve(p, v);
  return p;
}

void main() {
  promise a = worker("a", 2);
  promise b = worker("b", 2);
  log += ({ "both begun" });
  await promise_all(({ a, b }));
  write(implode(log, ", ") + "\n"); // expect: a begins, b begins, both begun, a0, b0, a1, b1
  // this_object() and previous_object() are what they were.
  object o = load_object("/async/_callee");
  write(await o->who() + "\n"); // expect: /async/order to /async/_callee: 1 2
  write(await call_other(o, "who") + "\n"); // expect: /async/order to /async/_callee: 1 2
  write(await o->inherited() + "\n"); // expect: base of heir
  write(typeof(o->hidden()) + "\n"); // expect: int
}
