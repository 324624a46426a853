#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  string *near = this_player()->query_near_verbs();
  mapping dirs = COMMAND_D->query_commands(role_of(this_player()) || "player");

  foreach (string dir in sort_array(keys(dirs), 1))
    if (sizeof(dirs[dir]))
      write(wrap(sprintf("%s:\n%s\n", capitalize(explode(dir, "/")[1]), implode(dirs[dir], " ")), this_player()->query_width()));
  if (sizeof(near)) write(sprintf("Here also:\n%s\n", implode(near, " ")));
  return 1;
}

string help() {
  return "commands\n\nLists the commands you have, and what can be done here besides.\n";
}
