#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  write(this_player()->query_cwd() + "\n");
  return 1;
}

string help() {
  return "pwd\n\nSays which directory you are in.\n";
}
