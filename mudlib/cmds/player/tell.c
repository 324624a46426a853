#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  object friend;
  string name, words;

  if (!arg || sscanf(arg, "%s %s", name, words) != 2) return fail("Tell whom what?");
  friend = find_player(lower_case(name));
  if (!friend || !interactive(friend)) return fail("Nobody of that name is here now.");
  words = plain_text(words);
  friend->set_heard_from(me->query_name());
  friend->tell(sprintf("%s tells you: %s", me->query_cap_name(), words));
  friend->gmcp_channel("tell", me->query_cap_name(), words);
  write(sprintf("You tell %s: %s\n", friend->query_cap_name(), words));
  return 1;
}

string help() {
  return "tell NAME WORDS\n\nSays something to one player, wherever they are. See also: reply.\n";
}
