#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  string what;
  object thing;

  if (!arg || sscanf(arg, "%s with %*s", what) < 1) what = arg;
  thing = what && find_thing(what);
  if (!thing || !thing->is_openable()) return unfit("unlock", arg, thing);
  return done_to(thing->the_short(), thing->try_lock(0, all_inventory(this_player())), "unlock", "unlocks");
}

string help() {
  return "unlock THING\nunlock THING with KEY\n\nUnlocks a door or a chest. Any key you carry that fits will do.\n";
}
