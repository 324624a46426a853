// Members of classes and of mappings, with `.`, `->`, `?.`, `?.[ ]`; and what is assigned there.
#include <show.h>
class point { int x, y; string *names; }
mapping count(mapping m, string k) { m[k]++; return m; }
class pair { mixed first; mixed second; }
mixed id(mixed x) { return x; }

void main() {
  class point p = new(class point, y: 2);
  mapping m = ([ "key": ([ "inner": 5 ]) ]);
  mixed none = 0;
  show(undefinedp(p.x));              // expect: 1
  p.x += id(3);
  p->y++;
  show(({ p.x, p->y }));              // expect: ({ 3, 3 })
  p.names = ({ "a" });
  p.names += ({ id("b") });
  p.names[0] = id("c") + p.names[1];
  show(p.names);                      // expect: ({ "cb", "b" })
  show(m.key.inner);                  // expect: 5
  m.key.inner += id(2);
  m.fresh = id("f");
  show(m.key["inner"] + m.fresh);     // expect: "7f"
  show(m?.key?.inner);                // expect: 7
  show(undefinedp(m?.nothing?.inner)); // expect: 1
  show(undefinedp(none?.x));          // expect: 1
  show(m?.["key"]?.["inner"]);        // expect: 7
  show(undefinedp(none?.[id(1)]));    // expect: 1
  show(catch(id(none)[1]));           // expect: "*Value being indexed is zero. "
  show(catch(id(5).x));               // expect: "*Tried to take a member of something that isn't a class. "
  m.five = id(5);
  show(catch(m.five.x));              // expect: "*Tried to take a member of something that isn't a mapping. "
  m["n"] ??= id(1);
  m["n"] ||= id(2);
  m["n"] &&= id(3);
  m[id("o")] ??= id(4);
  show(m.n + m.o);                    // expect: 7
  p.x &&= id(9);
  show(p.x);                          // expect: 9

  // What was saved has no class's name: it takes the declared one's.
  mapping saved = restore_variable("([\"a\":(/3,\"s\",/),])");
  foreach (string key, class pair c in saved) show(({ key, c->second, c.first }));  // expect: ({ "a", "s", 3 })
  class pair made = assemble_class(({ 1, 2 }));
  made->second = 5;
  show(made->first + made->second);   // expect: 6
}
