#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  object thing, taker;
  string what, whom;

  if (!arg || sscanf(arg, "%s to %s", what, whom) != 2) return fail("Give what to whom?");
  thing = present(lower_case(what), me);
  taker = environment(me) && present(lower_case(whom), environment(me));
  if (!thing) return fail("You carry no such thing.");
  if (!taker || !living(taker) || taker == me) return fail("There is nobody of that name here.");
  if (!thing->move(taker)) return fail(taker->query_cap_name() + " cannot carry that as well.");
  write(sprintf("You give %s to %s.\n", thing->short(), taker->query_cap_name()));
  taker->tell(sprintf("%s gives you %s.", me->query_cap_name(), thing->short()));
  me->act(sprintf("gives %s to %s.", thing->short(), taker->query_cap_name()), ({ taker }));
  return 1;
}

string help() {
  return "give THING to SOMEBODY\n\nHands over what you carry.\n";
}
