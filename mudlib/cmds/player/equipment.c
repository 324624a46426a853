#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  mapping equipment = this_player()->query_equipment();

  if (!sizeof(equipment)) return done("You wear and hold nothing.");
  foreach (string slot, object ob in equipment) write(sprintf("%-8s %s\n", capitalize(slot) + ":", ob->short()));
  return 1;
}

string help() {
  return "equipment\n\nSays what you wear and hold. Also: eq. See also: wear, wield, remove.\n";
}
