#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  object room = environment(me);

  me->act("prays.");
  if (!me->is_ghost() || !room || !room->query_shrine()) return done("You feel at peace.");
  me->revive();
  me->act("is alive again.");
  return done("Warmth comes back into your fingers. You are alive.");
}

string help() {
  return "pray\n\nAt a shrine, it brings the dead back to life. See `help death`.\n";
}
