// What objects tell of themselves and of others.
#include <show.h>
inherit "/compat/_declares";
private nosave int mine = 5;
protected string ours;

void main() {
  // A pointer to what an inherit keeps private; calling it by name is an error.
  show(evaluate((: kept, "x" :)));         // expect: 1
  show(variables(this_object(), 1)[<2..]);  // expect: ({ ({ "mine", "private nosave int" }), ({ "ours", "protected string" }) })
  show(fetch_variable("mine"));             // expect: 5
  show(catch(fetch_variable("none")));      // expect: "*Variable named 'none' does not exist or is not visible! "
  // A private variable is for the object itself.
  object clone = new("/compat/objects");
  show(catch(fetch_variable("mine", clone)));  // expect: "*Variable named 'mine' does not exist or is not visible! "
  show(fetch_variable("ours", clone));      // expect: 0
  show(functionp((: main :)));              // expect: 66
  show(functionp((: strlen, "x" :)));       // expect: 19
  show(catch(error("*x")));                 // expect: "**x "
  show(catch(shadow(this_object(), 1)));    // expect: "*shadow: Can't shadow self "
  show(catch("/compat/none"->f()));         // expect: "*call_other() couldn't find object '/compat/none'. "
  show(member_array(({}), ({ 1, ({}) })));  // expect: 1
  set_heart_beat(-3);
  show(query_heart_beat());                 // expect: 1
  set_heart_beat(0);
}
