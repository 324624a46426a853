#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object me = this_player();
  object thing = arg && find_thing(arg);
  string fault;

  if (!thing || !thing->is_openable()) return fail("Lock what?");
  fault = thing->try_lock(1, all_inventory(me));
  if (fault) return done(fault);
  me->act(sprintf("locks %s.", thing->the_short()));
  return done(sprintf("You lock %s.", thing->the_short()));
}

string help() {
  return "lock THING\n\nLocks a door or a chest, if you have its key.\n";
}
