#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  object *found = heart_beats();

  if (!sizeof(found)) return fail("No heart beats.");
  this_player()->page(implode(map(found, (: sprintf("  %-40s every %d", file_name($1), query_heart_beat($1)) :)), "\n"));
  return 1;
}

string help() {
  return "heartbeats\n\n"
    "Lists the objects whose heart beats, and how often. See also: callouts,\n"
    "profile.\n";
}
