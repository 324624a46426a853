#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  string path = path_of(arg || "~");

  if (!this_player()->set_cwd(path)) return fail(path + " is no directory.");
  write(path + "\n");
  return 1;
}

string help() {
  return "cd [DIRECTORY]\n\nGoes to a directory; to your own when none is named. `~bob` is bob's.\n";
}
