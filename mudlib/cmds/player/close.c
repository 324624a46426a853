#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object thing = arg && find_thing(arg);

  if (!thing || !thing->is_openable()) return unfit("close", arg, thing);
  return done_to(thing->the_short(), thing->try_open(0), "close", "closes");
}

string help() {
  return "close THING\n\nCloses a door or a chest.\n";
}
