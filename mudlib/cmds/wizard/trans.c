#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  object target = arg && find_player(lower_case(arg)) || arg && find_living(lower_case(arg));

  if (!target) return fail(arg ? "Nobody of that name is in the world." : "Bring whom?");
  if (target == this_player()) return fail("You are here already.");
  if (!target->teleport(environment(this_player()))) return fail("They cannot be here.");
  target->tell(this_player()->query_cap_name() + " brings you here.");
  write("Ok.\n");
  return 1;
}

string help() {
  return "trans NAME\n\nBrings somebody to where you are.\n";
}
