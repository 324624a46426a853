#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  string *words = words_of(arg);
  object target = find_target(sizeof(words) ? words[0] : "here");
  string part = sizeof(words) > 1 ? words[1] : "";
  string text = "";

  if (!target) return fail("There is no such object.");
  foreach (string name in sort_array(variables(target), 1))
    if (part == "" || strsrch(name, part) != -1) text += sprintf("%s = %O\n", name, MASTER_OB->look_inside(target, name));
  this_player()->page(text == "" ? "No such variables.\n" : text);
  return 1;
}

string help() {
  return "dump [OBJECT [PART]]\n\n"
    "Shows the variables of an object, or those whose name has PART in it. See\n"
    "also: stat, functions.\n";
}
