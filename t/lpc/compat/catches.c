// catch in loops, in each other and around waits; what leaves them by break, continue and return.
#include <show.h>
mixed id(mixed x) { return x; }
int fails(int n) { if (id(n) % 2) error("odd " + n); return n; }

string *collect(int *ns) {
  string *out = ({});
  foreach (int n in ns) {
    mixed e = catch {
      if (id(n) > 6) break_off(n);
      out += ({ "ok " + fails(n) });
    };
    if (e) out += ({ replace_string(e, "\n", "") });
    if (id(n) == 5) continue;
    out += ({ "-" });
  }
  return out;
}

void break_off(int n) { throw(({ "off", n })); }

int nested() {
  int depth;
  mixed outer = catch {
    mixed inner = catch(depth = id(1), error("in"));
    depth += id(10);
    if (inner) error("out of " + inner);
  };
  return strsrch(outer, "out of *in") == 1 ? depth : -1;
}

int returns() {
  int i;
  for (i = 0; i < 5; i++) {
    mixed e = catch {
      for (int j = 0; ; j++) {
        if (id(j) == 2) break;
        if (j == 1) continue;
      }
    };
    switch (id(i)) {
      case 0: e = catch(error("zero"));
      case 1: if (e) i += id(1); break;
      case 2..3: return i * 100;
    }
  }
  return -1;
}

void main() {
  show(collect(({ 2, 3, 5 })));  // expect: ({ "ok 2", "-", "*odd 3", "-", "*odd 5" })
  show(catch(break_off(8)));     // expect: ({ "off", 8 })
  show(nested());                // expect: 11
  show(returns());               // expect: 200
  show(catch(id(3)));            // expect: 0
}
