#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object me = this_player();
  object thing = find_carried(arg);

  if (!thing || !thing->query_slot() || !thing->query_equipped()) return fail("You are not wearing that.");
  me->unequip(thing);
  me->act(sprintf("takes off %s.", thing->short()));
  return done(sprintf("You take off %s.", thing->the_short()));
}

string help() {
  return "remove THING\n\nTakes off what you wear, or lowers what you wield. You still carry it then.\n";
}
