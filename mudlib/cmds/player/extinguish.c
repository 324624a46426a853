#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object thing = arg && (find_carried(arg) || find_here(arg));

  if (!thing || !thing->is_lightable()) return unfit("put out", arg, thing);
  return done_to(thing->the_short(), thing->try_light(0), "put out", "puts out");
}

string help() {
  return "extinguish THING\n\nPuts out a lantern or a torch, and saves its oil.\n";
}
