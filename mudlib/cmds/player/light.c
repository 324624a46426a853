#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object thing = arg && (find_carried(arg) || find_here(arg));

  if (!thing || !thing->is_lightable()) return unfit("light", arg, thing);
  return done_to(thing->the_short(), thing->try_light(1), "light", "lights");
}

string help() {
  return "light THING\n\nLights a lantern or a torch. See also: extinguish.\n";
}
