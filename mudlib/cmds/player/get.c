#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private int take(object thing) {
  object me = this_player();

  if (!thing->is_gettable()) {
    write(sprintf("You cannot take %s.\n", thing->short()));
    return 0;
  }
  if (!thing->move(me)) {
    write(sprintf("%s is too heavy for you now.\n", capitalize(thing->short())));
    return 0;
  }
  write(sprintf("You take %s.\n", thing->short()));
  me->act(sprintf("takes %s.", thing->short()));
  return 1;
}

private int take_all() {
  object *things = filter(all_inventory(environment(this_player())), (: $1->is_gettable() :));

  if (!sizeof(things)) return fail("There is nothing here to take.");
  foreach (object thing in things) take(thing);
  return 1;
}

int main(string arg) {
  object room = environment(this_player());
  object thing;

  if (!arg) return fail("Get what?");
  if (!room) return fail("There is nothing here.");
  if (arg == "all") return take_all();
  thing = present(lower_case(arg), room);
  if (!thing || thing == this_player()) return fail("There is no such thing here.");
  take(thing);
  return 1;
}

string help() {
  return "get THING\nget all\n\nPicks up what lies here. Also: take.\n";
}
