#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  object me = this_player();

  if (me->is_visible()) me->act("fades from sight.");
  me->set_invisible(me->is_visible());
  if (me->is_visible()) me->act("appears out of thin air.");
  return done(me->is_visible() ? "You are seen again." : "Players do not see you now. Wizards do, on `who`.");
}

string help() {
  return "invis\n\nYou are not seen any more, nor are your comings and goings; again, and you are.\n";
}
