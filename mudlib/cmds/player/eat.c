#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object me = this_player();
  object thing = find_carried(arg);

  if (arg && !thing && find_here(arg)) return fail("Take it first.");
  if (!thing || !thing->is_edible()) return unfit("eat", arg, thing);
  write(sprintf("You eat %s. %s\n", thing->the_short(), thing->query_taste()));
  me->act(sprintf("eats %s.", thing->short()));
  thing->eaten_by(me);
  return 1;
}

string help() {
  return "eat THING\n\nEats something you carry. It heals a little.\n";
}
