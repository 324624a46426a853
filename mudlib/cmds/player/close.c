#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object thing = arg && find_thing(arg);
  string fault;

  if (!thing || !thing->is_openable()) return fail("Close what?");
  fault = thing->try_open(0);
  if (fault) return done(fault);
  this_player()->act(sprintf("closes %s.", thing->the_short()));
  return done(sprintf("You close %s.", thing->the_short()));
}

string help() {
  return "close THING\n\nCloses a door or a chest.\n";
}
