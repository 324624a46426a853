#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  string path;

  if (!arg) return fail("Edit which file?");
  path = path_of(arg);
  if (file_size(path) == -2) return fail(path + " is a directory.");
  this_player()->start_editor(path);
  return 1;
}

string help() {
  return "ed FILE\n\nEdits a file line by line. In the editor h lists its commands; a line with\n"
    "only a dot ends what you type in, w writes, q leaves. Then: update FILE.\n"
    "If the connection breaks, the editor waits for you; if the world stops, what you\n"
    "had not written is in ~/dead.ed.\n";
}
