#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();

  me->set_setting("brief", me->query_brief() ? "off" : "on");
  return done(me->query_brief() ? "Short descriptions." : "Full descriptions.");
}

string help() {
  return "brief\n\nSwitches between full and short descriptions while you walk. See also: set.\n";
}
