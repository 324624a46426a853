#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object me = this_player();
  object thing = find_carried(arg);
  object old = me->query_weapon();
  string fault;

  if (!thing) return fail(arg ? "You carry no such thing." : "Wield what?");
  if (!thing->query_weapon_skill()) return fail("That is no weapon.");
  if (old && old != thing) me->unequip(old);
  fault = me->equip(thing);
  if (fault) return done(fault);
  me->act(sprintf("wields %s.", thing->short()));
  return done(sprintf("You wield %s.", thing->the_short()));
}

string help() {
  return "wield WEAPON\n\nTakes a weapon in hand, ready to fight. See also: remove, `help combat`.\n";
}
