// Which arguments efuns refuse, and what they make of the others, as FluffOS has it.
#include <show.h>

int twice(int x) { return x * 2; }

void main() {
  mixed half = 2.5, nine = 9;
  float f = 2.5;
  int i = 4;
  mapping m = ([ "a": 1 ]);
  mixed any = m;

  // What the compiler knows to be a float is cut, and the other way round; what it does not know is refused.
  show(({ repeat_string("ab", f), allocate(1.9), floor(i), sqrt(nine) }));  // expect: ({ "abab", ({ 0 }), 4.000000, 3.000000 })
  show(catch(repeat_string("ab", half)) != 0);    // expect: 1
  show(catch(floor(nine)) != 0);                  // expect: 1

  // A pointer to an efun takes no more than the efun.
  show(catch(map(({ "b" }), (: upper_case :), 5)) != 0);  // expect: 1
  show(catch(evaluate((: this_object :), 1)) != 0);       // expect: 1
  show(evaluate((: member_array, 1 :), ({ 0, 1 })));      // expect: 1

  // Behind the name of a function comes an object.
  show(map(({ 1, 2 }), "twice"));                 // expect: ({ 2, 4 })
  show(map(({ 1, 2 }), "twice", this_object()));  // expect: ({ 2, 4 })
  show(catch(map(({ 1, 2 }), "twice", 0)) != 0);  // expect: 1
  show(catch(filter(({ 1 }), "twice", ({ this_object() }))) != 0);  // expect: 1
  show(filter_array("abc", (: $1 != 'b' :)));     // expect: "ac"

  show(sort_array(({ 3.0, 1.0, 2.0 }), (: $1 - $2 :)));  // expect: ({ 3.000000, 1.000000, 2.000000 })
  show(({ uncompress("no"), undefinedp(({ this_object(), this_object() })->nosuch()[0]) }));  // expect: ({ 0, 0 })
  show(({ "/no/such", this_object() })->twice(2));  // expect: ({ 0, 4 })
  show((string)42 + "a" + (string)7);             // expect: "42a7"
  show(catch(any[<1] = 5) != 0);                  // expect: 1
  show(catch(restore_from_string("nospace")) != 0);  // expect: 1
}
