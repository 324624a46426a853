#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object thing = arg && (find_carried(arg) || find_here(arg));
  string fault;

  if (!thing || !thing->is_lightable()) return fail("Light what?");
  fault = thing->try_light(1);
  if (fault) return done(fault);
  this_player()->act(sprintf("lights %s.", thing->the_short()));
  return done(sprintf("You light %s.", thing->the_short()));
}

string help() {
  return "light THING\n\nLights a lantern or a torch. See also: extinguish.\n";
}
