#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  object target = find_target(arg || "here");
  string text = "";

  if (!target) return fail("There is no such object.");
  foreach (string name in sort_array(variables(target), 1))
    text += sprintf("%s = %O\n", name, fetch_variable(name, target));
  this_player()->page(text == "" ? "No variables.\n" : text);
  return 1;
}

string help() {
  return "dump [OBJECT]\n\nShows the variables of an object. See also: stat.\n";
}
