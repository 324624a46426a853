// A wait in every kind of place: operands, conditions, loops, catch, callbacks, initialisers of locals.
#include <show.h>

int later(int x) { sleep(0.001); return x; }
int failing(int x) { sleep(0.001); error("late " + x); return 0; }
int deep(int n) { return n ? deep(n - 1) + 1 : later(0); }
int count;

int touch() { return ++count; }

void main() {
  object ob = load_object("/suspend/_helper");
  show(later(1) + later(2) * later(3));       // expect: 7
  show(({ touch(), later(10), touch(), count }));  // expect: ({ 1, 10, 2, 2 })
  show(later(0) || later(5) && later(6));     // expect: 6
  show(later(1) ? later(2) : later(3));       // expect: 2
  show(deep(100));                            // expect: 100
  show(catch(failing(3)));                    // expect: "*late 3 "
  string e = catch { later(1); failing(4); };
  show(e);                                    // expect: "*late 4 "
  show(catch(later(1)));                      // expect: 0
  show(map(({ 1, 2, 3 }), (: later($1) * 2 :)));    // expect: ({ 2, 4, 6 })
  show(filter(({ 1, 2, 3 }), (: later($1) > 1 :))); // expect: ({ 2, 3 })
  show(ob->get(later(1)) + ob->get(2));       // expect: 13
  show(ob->who() == this_object());           // expect: 1
  show(catch(ob->fail()));                    // expect: "*far failure "
  int x = later(2);
  x += later(x);
  x *= later(3);
  show(x);                                    // expect: 12
  mapping m = ([ "a": later(1), later(2): "b" ]);
  m["a"] += later(9);
  show(m["a"] + m[2]);                        // expect: "10b"
  int *xs = allocate(3);
  for (int i = later(0); i < later(3); i++) xs[later(i)] = later(i * i);
  show(xs);                                   // expect: ({ 0, 1, 4 })
  show(catch(sort_array(({ 2, 1 }), (: later($1) - $2 :))));  // expect: "*Cannot wait for sleep(0.001) inside sort_array comparator. "
  show(count);                                // expect: 2
}
