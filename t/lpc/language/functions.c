// Function values of every form, varargs, defaults, ref, spread.
#include <show.h>

int base = 100;

int add(int a, int b) { return a + b; }
varargs int opt(int a, int b) { return undefinedp(b) ? a : a + b; }
int rest(int first, int *more...) { return first * 100 + sizeof(more); }
int dflt(int a, int b: (: $1 ? 5 : 5 :)) { return a + b; }
void twice(int ref x) { x = x * 2; }
int call(function f, int x) { return (*f)(x); }
int *spread(int *xs) { return ({ 0, xs..., 9 }); }

void main() {
  function f = (: add, 10 :);
  show((*f)(5));                       // expect: 15
  show(evaluate((: add($1, $2) :), 3, 4));  // expect: 7
  int k = 7;
  show(call((: $1 + $(k) + base :), 1));  // expect: 108
  show(call(function int(int q) { int z = q; while (z < 50) z *= 2; return z; }, 3));  // expect: 96
  show(opt(1) + opt(1, 2));            // expect: 4
  show(rest(1) + rest(1, 2, 3));       // expect: 202
  show(rest(({ 4, 5, 6 })...));        // expect: 402
  show(spread(({ 1, 2 })));            // expect: ({ 0, 1, 2, 9 })
  twice(ref k);
  show(k);                             // expect: 14
  int *arr = ({ 1, 2 });
  twice(ref arr[1]);
  show(arr);                           // expect: ({ 1, 4 })
  show(map(({ 1, 2, 3 }), (: call((: $1 * 2 :), $1) :)));  // expect: ({ 2, 4, 6 })
  show(filter(({ 1, 2, 3, 4 }), (: add($1, 0) % 2 :)));    // expect: ({ 1, 3 })
  show(sort_array(({ 3, 1, 2 }), (: $1 - $2 :)));          // expect: ({ 1, 2, 3 })
  show(functionp(f) && !functionp(k));  // expect: 1
}
