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
  return "more FILE\n\n"
    "Shows a file a page at a time: return for the next page, b for the one before,\n"
    "/WORD for the next line with a word (/ alone finds again), q to stop. What is\n"
    "none of these is done as a command.\n";
}
