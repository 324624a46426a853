#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  object room = environment(me);

  if (!arg) return fail("What is your idea?");
  log_file("ideas", sprintf("%s in %s: %s", me->query_name(), room ? file_name(room) : "-", arg));
  return done("Thank you. It is noted, with the place where you are.");
}

string help() {
  return "idea TEXT\n\nNotes what would make this a better place, for\nthose who build it. See also: bug.\n";
}
