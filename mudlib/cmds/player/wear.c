#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object me = this_player();
  object thing = find_carried(arg);
  string fault;

  if (!thing) return fail(arg ? "You carry no such thing." : "Wear what?");
  if (thing->query_weapon_skill()) return fail("That is to `wield`.");
  fault = me->equip(thing);
  if (fault) return done(fault);
  me->act(sprintf("puts on %s.", thing->short()));
  return done(sprintf("You put on %s.", thing->the_short()));
}

string help() {
  return "wear THING\n\nPuts on something you carry. See also: remove, equipment.\n";
}
