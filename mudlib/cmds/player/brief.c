#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();

  me->set_brief(!me->query_brief());
  write(me->query_brief() ? "Short descriptions.\n" : "Full descriptions.\n");
  return 1;
}

string help() {
  return "brief\n\nSwitches between full and short descriptions while you walk.\n";
}
