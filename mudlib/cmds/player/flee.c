#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  if (!this_player()->is_fighting()) return fail("From what?");
  this_player()->flee();
  return 1;
}

string help() {
  return "flee\n\nRuns out of a fight, whichever way. See also: wimpy.\n";
}
