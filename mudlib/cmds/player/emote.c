#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();

  if (!arg) return fail("Do what?");
  me->voice(arg);
  return done(sprintf("%s %s", me->query_cap_name(), arg));
}

string help() {
  return "emote WORDS\n:WORDS\n\nShows the others what you do: `emote yawns.` See also: feelings.\n";
}
