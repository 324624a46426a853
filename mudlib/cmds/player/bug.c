#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  object room = environment(me);

  if (!arg) return fail("What is wrong here?");
  log_file("bugs", sprintf("%s in %s: %s", me->query_name(), room ? file_name(room) : "-", arg));
  return done("Thank you. It is noted, with the place where you are.");
}

string help() {
  return "bug WHAT IS WRONG\n\nNotes a mistake in the world, for those who build it. See also: typo, idea.\n";
}
