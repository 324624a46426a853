#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  string what;
  object thing;

  if (!arg || sscanf(arg, "%s with %*s", what) < 1) what = arg;
  thing = what && find_thing(what);
  if (!thing || !thing->is_openable()) return unfit("lock", arg, thing);
  return done_to(thing->the_short(), thing->try_lock(1, all_inventory(this_player())), "lock", "locks");
}

string help() {
  return "lock THING\nlock THING with KEY\n\nLocks a door or a chest, if you have its key.\n";
}
