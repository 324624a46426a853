#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

/** Lines shown before it stops. */
#define MAX_FOUND 200

private string *found_in(string path, string what) {
  string *found = ({ });
  string *lines = explode(read_file(path) || "", "\n");

  for (int i = 0; i < sizeof(lines); i++)
    if (strsrch(lines[i], what) != -1) found += ({ sprintf("%s:%d: %s", path, i + 1, lines[i]) });
  return found;
}

int main(string arg) {
  string what, where;
  string *found = ({ });

  if (!arg || sscanf(arg, "\"%s\" %s", what, where) != 2 && sscanf(arg, "%s %s", what, where) != 2)
    return fail("grep TEXT FILES");
  foreach (string path in files_of(where)) {
    if (file_size(path) >= 0) found += found_in(path, what);
    if (sizeof(found) > MAX_FOUND) break;
  }
  if (!sizeof(found)) return fail("Nothing found.");
  this_player()->page(implode(found[0..MAX_FOUND - 1], "\n"));
  return 1;
}

string help() {
  return "grep TEXT FILES\ngrep \"SEVERAL WORDS\" FILES\n\nShows the lines with a text: `grep create /std/*.c`.\n";
}
