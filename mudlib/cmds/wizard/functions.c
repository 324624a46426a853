#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private string line_of(mixed *entry) {
  return sprintf("  %s %s(%s)", entry[2], entry[0], implode(map(entry[3..], (: $1 + "" :)), ", "));
}

int main(string arg) {
  string *words = words_of(arg);
  object target = find_target(sizeof(words) ? words[0] : "here", 1);
  string part = sizeof(words) > 1 ? words[1] : "";
  mixed *found;

  if (!target) return fail("There is no such object.");
  found = filter(functions(target, 1), (: $(part) == "" || strsrch($1[0], $(part)) != -1 :));
  if (!sizeof(found)) return fail("No such function.");
  this_player()->page(implode(sort_array(map(found, (: line_of($1) :)), 1), "\n"));
  return 1;
}

string help() {
  return "functions [OBJECT [PART]]\n\n"
    "Lists the functions of an object with their types, or those whose name has\n"
    "PART in it. See also: lfun, dump, inherits.\n";
}
