// Whose function a name means: `::name()` the first inherit's that has one, a plain name the last one's.
#include <show.h>
inherit "/compat/_hook";
inherit "/compat/_keeper";

private string guard(string who) { return "stopped: " + ::guard(who); }

void main() {
  show(({ ::name(), _keeper::name(), name() }));  // expect: ({ "hook", "keeper", "keeper" })
  show(evaluate((: ::name :)));                   // expect: "hook"
  // A private function overrides, and fills in what another inherit only declares, but nobody outside calls it.
  show(stopped("anna"));                          // expect: "stopped: nobody stops anna"
  show(enters());                                 // expect: "kept"
  object other = new("/compat/inherits");
  show(({ other->guard("x"), other->entered() })); // expect: ({ 0, 0 })
  show("/compat/_hook"->guard("x"));              // expect: "nobody stops x"
}
