#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private int remove_path(string path) {
  int done = file_size(path) == -2 ? rmdir(path) : rm(path);

  write(sprintf("%s %s.\n", path, done ? "removed" : "cannot be removed"));
  return done;
}

int main(string arg) {
  string *paths = ({ });

  foreach (string word in words_of(arg)) paths += files_of(word);
  if (!sizeof(paths)) return fail("Remove which file?");
  foreach (string path in paths) remove_path(path);
  return 1;
}

string help() {
  return "rm FILES\n\nRemoves files, and directories that are empty.\n";
}
