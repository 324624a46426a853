#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object me = this_player();
  object room = environment(me);
  object *found;

  if (!room || !me->can_see()) return fail("It is too dark to find anything.");
  me->act("searches the place.");
  found = filter(all_inventory(room), (: $1->found_by($(me)) :));
  if (!sizeof(found)) return done("You find nothing that you had not seen.");
  me->act(sprintf("finds %s.", me->contents_text(found)));
  return done(sprintf("You find %s.", me->contents_text(found)));
}

string help() {
  return "search\n\nLooks behind and under things. What is well hidden is only found like this;\n"
    "descriptions may say where it is worth the trouble.\n";
}
