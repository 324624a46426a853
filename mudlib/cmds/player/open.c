#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object thing = arg && find_thing(arg);

  if (!thing || !thing->is_openable()) return unfit("open", arg, thing);
  return done_to(thing->the_short(), thing->try_open(1), "open", "opens");
}

string help() {
  return "open THING\n\nOpens a door or a chest. A locked one needs its key: see `help unlock`.\n";
}
