#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  object *others = me->query_group() - ({ me });

  if (!arg) return fail("Tell your group what?");
  if (!sizeof(others)) return fail("You are in no group. (`help group`)");
  foreach (object who in others) {
    if (who->ignores(me)) continue;
    who->tell(who->paint("talk", sprintf("[Group] %s: %s", me->query_cap_name(), arg)));
    who->gmcp_channel("group", me->query_cap_name(), arg);
  }
  return done(me->paint("talk", sprintf("[Group] %s: %s", me->query_cap_name(), arg)));
}

string help() {
  return "gtell WORDS\n\nSays something to your group, wherever they are. See also: group.\n";
}
