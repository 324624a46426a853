// Two ways to one ancestor: variables twice, functions overridden through every level, prototypes.
#include <show.h>
inherit "/compat/_left";
inherit "/compat/_right";
string kind();
int later(int n, string s);
varargs int loose(int a, int b);

void main() {
  _left::make();
  _right::make();
  show(({ left_made(), right_made() }));  // expect: ({ 2, 1 })
  show(_left::name());    // expect: "left, base of diamond"
  show(_right::name());   // expect: "right, base of diamond"
  show(::name());         // expect: "left, base of diamond"
  show(name());           // expect: "diamond, left, base of diamond"
  show(tell());           // expect: "secret"
  show(later(2, "x"));    // expect: 2
  show(loose(1));         // expect: 1
  show(this_object()->kind());            // expect: "diamond"
  show(undefinedp(this_object()->nosuch()));  // expect: 1

  int a, b;
  string s;
  string *parts = ({ 0, 0 });
  mapping m = ([]);
  show(sscanf("12 apples at 3", "%d %s at %d", a, s, b));  // expect: 3
  show(({ a, s, b }));    // expect: ({ 12, "apples", 3 })
  show(sscanf("x=1,y=2", "%s=%d,%s=%d", parts[0], m["x"], parts[1], m["y"]));  // expect: 4
  show(({ parts, m["x"] + m["y"] }));  // expect: ({ ({ "x", "y" }), 3 })
  show(sscanf("7", "%d %d", a, b));    // expect: 1
  show(({ a, b }));       // expect: ({ 7, 3 })
}

string kind() { return "diamond"; }
string name() { return "diamond, " + _left::name(); }
int later(int n, string s) { return strlen(s) * n; }
int loose(int a, int b) { return a + b; }
