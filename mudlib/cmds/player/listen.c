#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object room = environment(this_player());

  if (arg) return fail("Just listen.");
  return done((room && room->query_sound()) || "You hear nothing special.");
}

string help() {
  return "listen\n\nWhat does it sound like here? See also: smell.\n";
}
