// With strict_types a variable that is given a value of a type that was not known looks at it, as FluffOS's do.
#pragma strict_types
#include <show.h>

class pt { int x; }
string name;
mapping known;
float ratio;
object ob;
class pt q;

mixed any(mixed x) { return x; }

void main() {
  int *numbers;
  string s = any("a");
  object gone = this_object();
  class pt p = any(new(class pt, x: 3));
  function f = any((: $1 + 1 :));

  name = any(0);
  known = any(([ 1: 2 ]));
  numbers = any(({ "not looked into" }));
  show(({ s, name, known[1], sizeof(numbers), p->x, evaluate(f, 1), objectp(gone) }));  // expect: ({ "a", 0, 2, 1, 3, 2, 1 })
  show(catch(name = any(5)));                    // expect: "*Trying to put int in string "
  show(catch(known = any(({ }))));               // expect: "*Trying to put array in mapping "
  show(catch(numbers = any(([ ]))));             // expect: "*Trying to put mapping in array "
  show(catch { ratio = any(2); });         // expect: "*Trying to put int in float "
  show(catch { ob = any("/a"); });        // expect: "*Trying to put string in object "
  show(catch { q = any(1.5); });        // expect: "*Trying to put float in class "
  ratio = any(2) + 3;                            // a sum is taken for what its known side is
  show(ratio);                                   // expect: 5.000000
  show(name);                                    // expect: 0
}
