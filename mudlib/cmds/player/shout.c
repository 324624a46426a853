#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();

  if (!arg) return fail("Shout what?");
  if (me->is_ghost()) return fail("No more than a whisper comes out.");
  foreach (object body in users()) {
    if (body == me || !environment(body) || body->ignores(me)) continue;
    body->tell(body->paint("talk", sprintf("%s shouts: %s", me->query_cap_name(), arg)));
    body->gmcp_channel("shout", me->query_cap_name(), arg);
  }
  return done("You shout: " + arg);
}

string help() {
  return "shout WORDS\n\nSays something to everybody in the world. See also: channels.\n";
}
