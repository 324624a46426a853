#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object me = this_player();
  object thing = find_carried(arg);

  if (!arg) return fail("Remove what?");
  if (!thing || !thing->query_slot() || !thing->query_equipped()) return fail("You do not wear or hold that.");
  me->unequip(thing);
  if (thing->query_weapon_skill()) return done_to(thing->the_short(), 0, "lower", "lowers");
  return done_to(thing->the_short(), 0, "take off", "takes off");
}

string help() {
  return "remove THING\n\nTakes off what you wear, or lowers what you wield. You still carry it then.\n"
    "Also: unwield.\n";
}
