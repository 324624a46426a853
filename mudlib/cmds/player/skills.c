#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  mapping skills = this_player()->query_skills();

  if (!sizeof(skills)) return done("You have learnt nothing worth mentioning yet.");
  foreach (string name in sort_array(keys(skills), 1)) write(sprintf("%-10s %d\n", name, skills[name]));
  return 1;
}

string help() {
  return "skills\n\nWhat you have learnt, from 0 to 100. Skills grow by use.\n";
}
