#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object thing = arg && find_thing(arg);
  string fault;

  if (!thing || !thing->is_openable()) return fail("Open what?");
  fault = thing->try_open(1);
  if (fault) return done(fault);
  this_player()->act(sprintf("opens %s.", thing->the_short()));
  return done(sprintf("You open %s.", thing->the_short()));
}

string help() {
  return "open THING\n\nOpens a door or a chest. A locked one needs its key: see `help unlock`.\n";
}
