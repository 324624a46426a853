#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  object target = arg && find_target(arg, 1);

  if (!arg) return fail("Go to whom, or where?");
  if (!target) return fail(arg + ": nobody of that name is here, and no room has that path.\nTry `goto " START_ROOM "`.");
  if (living(target)) target = environment(target);
  if (!target) return fail("They are nowhere.");
  if (!this_player()->teleport(target)) return fail("You cannot be there.");
  this_player()->look_around();
  return 1;
}

string help() {
  return "goto PLAYER\ngoto ROOM\n\nTakes you there: `goto bob`, `goto /domains/haukila/square`.\n";
}
