// Where a value is undefined, what may be left out, and what a switch, a range and an efun refuse, as FluffOS has it.
#include <show.h>

mapping m = ([ ]);
object gone;
mixed undef() { return m["none"]; }

void main() {
  mixed a, b;

  gone = new("/compat/_base");
  destruct(gone);
  b = ({ gone });
  show(({ gone ?? 5, b[0] ?? 6, undefinedp(gone), undefinedp(b[0]), gone == 0 }));  // expect: ({ 5, 6, 1, 1, 1 })
  a = gone;
  a ??= 7;
  show(a);                                         // expect: 7
  show(({ m["x"]++, undefinedp(m["y"]--), m["x"], m["y"] }));  // expect: ({ 0, 0, 1, -1 })
  show(undefinedp(allocate_mapping(({ 1 }), undef())[1]));     // expect: 1

  // An object that may be left out is one when it is given.
  show(catch(living(gone)) != 0);                  // expect: 1
  show(catch(environment(undef())) != 0);          // expect: 1
  show(catch(interactive(0)) != 0);                // expect: 1
  show(catch(all_inventory(undef())) != 0);        // expect: 1
  show(catch(first_inventory("/no/such")) != 0);   // expect: 1
  destruct(undef());
  show(objectp(this_object()));                    // expect: 1

  a = "abcdef";
  b = -2;
  a[0..b] = "XY";
  show(a);                                         // expect: "XYf"
  a[b..] = "!";
  show(a);                                         // expect: "X!"
  a = ({ 1, 2, 3 });
  show(catch(a[0..b] = ({ 9 })) != 0);             // expect: 1

  b = "five";
  show(catch { switch (b) { case 5: break; default: show("any"); } } != 0);  // expect: 1
  b = ({ });
  show(catch { switch (b) { case "a": break; default: show("any"); } } != 0);  // expect: 1
  b = 0;
  switch (b) { case "a": break; default: show("any"); }  // expect: "any"

  show(filter(({ 0.0, 0, 1.0, undef() }), (: $1 :)));  // expect: ({ 0.000000, 1.000000 })
  a = ([ 1: 2 ]);
  b = ([ 1: 3 ]);
  show(catch(a - b) != 0);                         // expect: 1
  show(catch(a & b) != 0);                         // expect: 1
  show(catch(implode(({ "a" }), ",", 5)) != 0);    // expect: 1
  show(({ implode(({ 1, 2 }), (: $1 + $2 :), 3), regexp(({ }), "("), functionp(function(int x) { return x; }) }));  // expect: ({ 6, ({ }), 5 })
  show(({ test_bit("zz", -1), test_bit("zz", 9), member_array(undef(), "abc") }));  // expect: ({ 0, 1, 3 })
}
