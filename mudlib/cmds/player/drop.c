#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private void lay_down(object thing) {
  object me = this_player();

  if (!thing->move(environment(me))) {
    write(sprintf("There is no room for %s here.\n", thing->short()));
    return;
  }
  write(sprintf("You drop %s.\n", thing->short()));
  me->act(sprintf("drops %s.", thing->short()));
}

int main(string arg) {
  object me = this_player();
  object *things;

  if (!arg) return fail("Drop what?");
  if (!environment(me)) return fail("There is no ground here.");
  things = arg == "all" ? all_inventory(me) : ({ present(lower_case(arg), me) }) - ({ 0 });
  if (!sizeof(things)) return fail("You carry no such thing.");
  foreach (object thing in things) lay_down(thing);
  return 1;
}

string help() {
  return "drop THING\ndrop all\n\nLays down what you carry.\n";
}
