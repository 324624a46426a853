#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  if (!arg || !PLANNER_D->decide("approve", to_int(arg))) return fail("Nothing of that number waits. See `planner`.");
  write("Approved.\n");
  return 1;
}

string help() {
  return "approve ID\n\nLets a planner's request go on that waits for a human. See also: planner.\n";
}
