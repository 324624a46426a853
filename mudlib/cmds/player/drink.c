#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object me = this_player();
  object thing = arg && find_thing(arg);

  if (!thing || !thing->is_drinkable()) return unfit("drink", arg, thing);
  if (!thing->drunk_by(me)) return done("Nothing is left in it.");
  me->act(sprintf("drinks some %s.", thing->query_liquid()));
  return done(sprintf("You drink some %s.", thing->query_liquid()));
}

string help() {
  return "drink THING\n\nTakes a swallow. Most drinks do some good.\n";
}
