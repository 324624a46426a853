#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private string line_of(object ob) {
  return rtrim(sprintf("  %-40s %s", file_name(ob), environment(ob) ? "in " + file_name(environment(ob)) : ""));
}

int main(string arg) {
  string path = arg && program_of(arg);
  object *found = path ? children(path) : ({ });

  if (!path) return fail("Children of which program?");
  if (!sizeof(found)) return fail("Nothing of it is in memory.");
  this_player()->page(implode(map(found, (: line_of($1) :)), "\n"));
  return 1;
}

string help() {
  return "children PROGRAM\n\nLists the objects of a program, and where they are.\n";
}
