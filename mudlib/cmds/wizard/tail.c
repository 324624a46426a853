#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

/** Lines shown when no number is given. */
#define LINES 20

int main(string arg) {
  string *words = words_of(arg);
  int count = LINES;
  string text;

  if (sizeof(words) == 2 && words[0][0] == '-') {
    count = to_int(words[0][1..]);
    words = words[1..];
  }
  if (sizeof(words) != 1 || count < 1) return fail("tail [-LINES] FILE");
  text = read_file(path_of(words[0]));
  if (!text) return fail(path_of(words[0]) + " cannot be read.");
  write(implode(explode(text, "\n")[<count..], "\n") + "\n");
  return 1;
}

string help() {
  return "tail [-LINES] FILE\n\nShows the end of a file: `tail /log/logins`.\n";
}
