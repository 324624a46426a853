#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  string text = sprintf("%d of %d health, level %d", me->query_hp(), me->query_max_hp(), me->query_level());

  me->voice("reports: " + text + ".");
  return done("You report: " + text + ".");
}

string help() {
  return "report\n\nTells those here how you are. See also: score, group.\n";
}
