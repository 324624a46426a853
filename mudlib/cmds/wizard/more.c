#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  string text;

  if (!arg) return fail("Which file?");
  text = read_file(path_of(arg));
  if (!text) return fail(path_of(arg) + " cannot be read.");
  this_player()->page(text);
  return 1;
}

string help() {
  return "more FILE\n\nShows a file a page at a time.\n";
}
