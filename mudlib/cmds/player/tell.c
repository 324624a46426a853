#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  object friend;
  string name, words;

  if (!arg || sscanf(arg, "%s %s", name, words) != 2) return fail("Tell whom what?");
  friend = find_connected(name);
  if (!friend) return fail("Nobody of that name is here now.");
  if (friend->ignores(me)) return fail("They do not want to hear from you.");
  friend->set_heard_from(me->query_name());
  friend->tell(friend->paint("talk", sprintf("%s tells you: %s", me->query_cap_name(), words)));
  friend->gmcp_channel("tell", me->query_cap_name(), words);
  if (friend->query_away()) write(sprintf("(%s is away: %s.)\n", friend->query_cap_name(), friend->query_away()));
  else if (query_idle(friend) > 300) write(sprintf("(%s has been idle for %s.)\n", friend->query_cap_name(), duration(query_idle(friend))));
  return done(sprintf("You tell %s: %s", friend->query_cap_name(), words));
}

string help() {
  return "tell NAME WORDS\n\nSays something to one player, wherever they are. See also: reply.\n";
}
