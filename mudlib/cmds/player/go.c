#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  string way = arg && COMMAND_D->full_verb(lower_case(trim(arg)));

  if (!way) return fail("Go which way? `exits` lists them.");
  return this_player()->go(way) || fail("You cannot go that way.");
}

string help() {
  return "go DIRECTION\n\nGoes that way. The direction alone does, too: `north`, or `n`. See also: exits.\n";
}
