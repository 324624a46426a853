// f(…) on variables that hold functions, bare names as functions, binding, default arguments.
#include <show.h>
mixed id(mixed x) { return x; }
int add(int a, int b: (: 10 :), int c: (: $1 ? 1 : 100 :)) { return a + b + c; }
int sum(int *ns...) { int t; foreach (int n in ns) t += id(n); return t; }
function global = (: $1 + 1 :);
int state = 3;

int same_twice(function f, mixed x) { return f(f(x)); }

loose() { return nowhere(1); } // expect warning: undefined function nowhere()

void main() {
  function f = add;
  function nested = (: (: $1 + $(id($1)) * 10 :) :);
  show(f(1) + f(1, 2) + f(1, 2, 3));  // expect: 220
  show(global(4));                    // expect: 5
  show(same_twice(global, 1));        // expect: 3
  show(evaluate(evaluate(nested, 2), 3));  // expect: 23
  show(sum(({ 1, 2, 3 })..., 4));     // expect: 10
  show(map(({ 1, 2 }), id));          // expect: ({ 1, 2 })
  f = 0;
  show(f(5));                         // expect: 0
  show(evaluate(bind((: $1 + $2 :), this_object()), 3, 4));  // expect: 7
  object other = load_object("/compat/ranges");
  // Refused for what they use, before a master is asked.
  show(strsrch(catch(bind((: state :), other)), "rebind") > 0);        // expect: 1
  show(strsrch(catch(bind((: id($1) :), other)), "rebind") > 0);       // expect: 1
  show(strsrch(catch(bind((: (: state :) :), other)), "rebind") > 0);  // expect: 1
  show(catch(loose()));               // expect: "*Undefined function called: nowhere "
  show("x" + this_object());          // expect: "x/compat/calls"
  // Through a function value the object is entered, though it is its own.
  show(evaluate((: previous_object() :)) == this_object());     // expect: 1
  int outside = sizeof(all_previous_objects());
  show(map(({ 1 }), (: sizeof(all_previous_objects()) :))[0] - outside);  // expect: 1
}
