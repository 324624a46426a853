#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  object room = environment(me);

  if (!arg) return fail("What is spelt wrong?");
  log_file("typos", sprintf("%s in %s: %s", me->query_name(), room ? file_name(room) : "-", arg));
  return done("Thank you. It is noted, with the place where you are.");
}

string help() {
  return "typo TEXT\n\nNotes a word that is spelt wrong, here or in what you just read, for\nthose who build it. See also: bug.\n";
}
