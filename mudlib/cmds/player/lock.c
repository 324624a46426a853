#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object thing = arg && find_thing(arg);

  if (!thing || !thing->is_openable()) return fail("Lock what?");
  return done_to(thing, thing->try_lock(1, all_inventory(this_player())), "lock", "locks");
}

string help() {
  return "lock THING\n\nLocks a door or a chest, if you have its key.\n";
}
