#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object thing = arg && (find_carried(arg) || find_here(arg));
  string fault;

  if (!thing || !thing->is_lightable()) return fail("Put out what?");
  fault = thing->try_light(0);
  if (fault) return done(fault);
  this_player()->act(sprintf("puts out %s.", thing->the_short()));
  return done(sprintf("You put out %s.", thing->the_short()));
}

string help() {
  return "extinguish THING\n\nPuts out a lantern or a torch, and saves its oil.\n";
}
