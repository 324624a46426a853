#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();

  if (!arg) return fail("Do what?");
  arg = plain_text(arg);
  write(sprintf("%s %s\n", me->query_cap_name(), arg));
  me->act(arg);
  return 1;
}

string help() {
  return "emote WORDS\n:WORDS\n\nShows the others what you do: `emote yawns.`\n";
}
