#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  string room = this_player()->query_home() + "/workroom";

  if (file_size(room + ".c") < 0) room = START_ROOM;
  if (!this_player()->teleport(room)) return fail("You cannot be there.");
  this_player()->look_around();
  return 1;
}

string help() {
  return "home\n\n"
    "Takes you to /players/NAME/workroom, if you have written one, else to where\n"
    "everybody begins.\n";
}
