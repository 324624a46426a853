#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object room = environment(this_player());

  if (arg) return fail("Just smell.");
  return done((room && room->query_smell()) || "You smell nothing special.");
}

string help() {
  return "smell\n\nWhat does it smell of here? See also: listen.\n";
}
