#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  string text;

  if (!arg) return fail("Which file?");
  text = read_file(path_of(arg));
  if (!text) return fail(path_of(arg) + " cannot be read.");
  write(text[<1] == '\n' ? text : text + "\n");
  return 1;
}

string help() {
  return "cat FILE\n\nShows a file in one go. See also: more.\n";
}
