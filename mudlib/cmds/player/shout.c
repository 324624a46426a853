#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();

  if (!arg) return fail("Shout what?");
  arg = plain_text(arg);
  write("You shout: " + arg + "\n");
  foreach (object body in users()) {
    if (body == me || !environment(body)) continue;
    body->tell(sprintf("%s shouts: %s", me->query_cap_name(), arg));
    body->gmcp_channel("shout", me->query_cap_name(), arg);
  }
  return 1;
}

string help() {
  return "shout WORDS\n\nSays something to everybody in the world.\n";
}
