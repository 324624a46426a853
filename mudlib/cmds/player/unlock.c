#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object me = this_player();
  object thing;
  string what, fault;

  if (!arg) return fail("Unlock what?");
  if (sscanf(arg, "%s with %*s", what) < 1) what = arg;
  thing = find_thing(what);
  if (!thing || !thing->is_openable()) return fail("Unlock what?");
  fault = thing->try_lock(0, all_inventory(me));
  if (fault) return done(fault);
  me->act(sprintf("unlocks %s.", thing->the_short()));
  return done(sprintf("You unlock %s.", thing->the_short()));
}

string help() {
  return "unlock THING\nunlock THING with KEY\n\nUnlocks a door or a chest. Any key you carry that fits will do.\n";
}
