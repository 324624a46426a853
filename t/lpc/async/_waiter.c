async int wait_for_ever() {
  await promise_create();
  return 1;
}

promise timer() {
  return call_out(60);
}

promise handler(promise p) {
  return promise_catch(p, (: "never" :));
}

async string destructs_itself() {
  await call_out(0);
  destruct(this_object());
  return "done";
}
