#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  string *words = words_of(arg);
  string from, to;

  if (sizeof(words) != 2) return fail("cp FROM TO");
  from = path_of(words[0]);
  to = path_of(words[1]);
  if (file_size(to) == -2) to += "/" + explode(from, "/")[<1];
  if (file_size(from) < 0 || cp(from, to) < 0) return fail(sprintf("%s cannot be copied to %s.", from, to));
  write(sprintf("%s copied to %s.\n", from, to));
  return 1;
}

string help() {
  return "cp FROM TO\n\nCopies a file.\n";
}
