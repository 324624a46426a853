// Work that never ends, ends: ticks of a body are the caller's up to the first wait.
//! ticks 5000000
private int spins;

async void spin() {
  while (1) spins++; // expect error: Too long evaluation
}

async int again(int n) {
  return await again(n + 1);
}

async void waits() {
  await promise_create();
}

async int bounded() {
  for (int i = 0; i < 300; i++) {
    for (int j = 0; j < 5000; j++) spins++;
    await settled();
  }
  return 1;
}

promise settled() {
  promise p = promise_create();
  promise_resolve(p, 0);
  return p;
}

void main() {
  write(catch(await again(0)) != 0 ? "too deep\n" : "?\n"); // expect: too deep
  // Every await buys a fresh slice: this takes more ticks than one slice has.
  write(await bounded() + "\n"); // expect: 1
  promise p = promise_create();
  string err;
  for (int i = 0; !err && i < 20000; i++) {
    err = catch(promise_then(p));
    if (i % 1000 == 500) await async_yield();
  }
  write(err); // expect: *Too many promise handlers of /async/limits wait (limit 10000).
  spin();
}
