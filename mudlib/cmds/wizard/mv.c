#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  string *words = words_of(arg);
  string from, to;

  if (sizeof(words) != 2) return fail("mv FROM TO");
  from = path_of(words[0]);
  to = path_of(words[1]);
  if (file_size(to) == -2) to += "/" + explode(from, "/")[<1];
  if (rename(from, to)) return fail(sprintf("%s cannot be moved to %s.", from, to));
  write(sprintf("%s moved to %s.\n", from, to));
  return 1;
}

string help() {
  return "mv FROM TO\n\nRenames a file, or moves it into a directory.\n";
}
