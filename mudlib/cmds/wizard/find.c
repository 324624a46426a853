#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

/** Files shown before it stops, and directories gone through. */
#define MAX_FOUND 200
#define MAX_DIRS 500

private int fits(string name, string pattern) {
  return strsrch(pattern, "*") == -1 ? strsrch(name, pattern) != -1
    : !!pcre_match(name, "^" + replace_string(replace_string(pattern, ".", "\\."), "*", ".*") + "$");
}

private string *found_below(string top, string pattern) {
  string *waiting = ({ top });
  string *found = ({ });
  int dirs = 0;

  while (sizeof(waiting) && dirs++ < MAX_DIRS && sizeof(found) < MAX_FOUND) {
    string dir = waiting[0];

    waiting = waiting[1..];
    foreach (mixed *entry in get_dir(dir == "/" ? "/" : dir + "/", -1) || ({ })) {
      string path = resolve_path(dir, entry[0]);

      if (fits(entry[0], pattern)) found += ({ path + (entry[1] == -2 ? "/" : "") });
      if (entry[1] == -2) waiting += ({ path });
    }
  }
  return found;
}

int main(string arg) {
  string *words = words_of(arg);
  string top = path_of(sizeof(words) > 1 ? words[1] : ".");
  string *found;

  if (!sizeof(words) || sizeof(words) > 2) return fail("find NAME [DIRECTORY]");
  if (file_size(top) != -2) return fail(top + " is no directory.");
  found = found_below(top, words[0]);
  if (!sizeof(found)) return fail("Nothing found.");
  this_player()->page(implode(sort_array(found, 1), "\n"));
  return 1;
}

string help() {
  return "find NAME [DIRECTORY]\n\n"
    "Finds files by their name, or a part of it, or a pattern such as `*door*`,\n"
    "from a directory downwards. See also: grep.\n";
}
