// await stands wherever an expression does: in loops, catch, functionals, arguments, assignments.
#pragma strict_types

private int total;
private mapping counts = ([ "a": 1 ]);

async int weight(int n) {
  await call_out(0);
  return n * 10;
}

int plain(int n) {
  return await weight(n) + 1;
}

void main() {
  int *xs = ({ 1, 2, 3 });
  int sum;
  foreach (int x in xs) sum += x * await weight(x);
  write(sum + "\n"); // expect: 140
  foreach (int i, string s in ([ 1: "one", 2: "two" ])) write(s + await weight(i) + "\n"); // expect: one10
  // expect: two20
  foreach (int ref r in xs) r = await weight(r);
  write(sprintf("%d %d %d\n", xs...)); // expect: 10 20 30
  mixed *ys = map(({ 1, 2 }), (: await weight($1) + 1 :));
  write(sprintf("%d %d\n", ys...)); // expect: 11 21
  write(sizeof(filter(({ 1, 2, 3 }), (: await weight($1) > 10 :))) + "\n"); // expect: 2
  write(plain(4) + "\n"); // expect: 41
  write(catch(sum = await weight(7)) + " " + sum + "\n"); // expect: 0 70
  total += await weight(1);
  counts["a"] += await weight(2);
  counts["b"] ??= await weight(3);
  xs[await weight(0)] = await weight(await weight(1));
  write(total + " " + counts["a"] + " " + counts["b"] + " " + xs[0] + "\n"); // expect: 10 21 30 100
  write((await weight(0) ? "yes" : await weight(1) && "both") + "\n"); // expect: both
  write(sprintf("%d-%d", await weight(1), await weight(2)) + "\n"); // expect: 10-20
  write(`t ${await weight(5)} t` + "\n"); // expect: t 50 t
  switch (await weight(1)) {
    case 10:
      write("ten\n"); // expect: ten
      break;
    default:
      write("other\n");
  }
  int turns;
  while (await weight(turns) < 30) turns++;
  do turns += await weight(1); while (turns < 20);
  write(turns + "\n"); // expect: 23
  function f = async function (int a, int b) { return await weight(a) + await weight(b); };
  write(await evaluate(f, 1, 2) + "\n"); // expect: 30
  function g = async function int (int a) { return a; };
  write(sprintf("%O\n", evaluate(g, 4))); // expect: PROMISE<int>( fulfilled: 4 )
  mixed *reads = ({ await weight(1), ([ "k": await weight(2) ]), (: $1 :) });
  write(reads[0] + reads[1]["k"] + "\n"); // expect: 30
}
