#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

private int take(object thing, object from) {
  object me = this_player();
  string what = thing->short();
  string whence = from == environment(me) ? "" : " from " + from->the_short();

  if (!thing->is_gettable()) {
    write(sprintf("You cannot take %s.\n", what));
    return 0;
  }
  if (!thing->move(me)) {
    write(sprintf("%s is too heavy for you now.\n", capitalize(thing->the_short())));
    return 0;
  }
  write(sprintf("You take %s%s.\n", what, whence));
  me->act(sprintf("takes %s%s.", what, whence));
  return 1;
}

private int take_all(object from) {
  object *things = filter(all_inventory(from), (: $1->is_gettable() :));

  if (!sizeof(things)) return fail("There is nothing to take.");
  foreach (object thing in things) take(thing, from);
  return 1;
}

/** Why nothing can be taken out of it, or 0. */
private string fault_of(object from) {
  if (!from) return "There is no such thing here.";
  if (living(from) || !function_exists("is_reachable", from)) return "There is nothing in it.";
  if (!from->is_reachable()) return capitalize(from->the_short()) + " is closed.";
  return from->take_fault(this_player());
}

private int take_from(string what, object from) {
  object thing;
  string fault = fault_of(from);

  if (fault) return fail(fault);
  if (what == "all") return take_all(from);
  thing = present(lower_case(what), from);
  if (!thing) return fail("There is no such thing in it.");
  take(thing, from);
  return 1;
}

int main(string arg) {
  object room = environment(this_player());
  object thing;
  string what, whence;

  if (!arg) return fail("Get what?");
  if (!room) return fail("There is nothing here.");
  if (sscanf(arg, "%s from %s", what, whence) == 2) return take_from(what, find_thing(whence));
  if (!this_player()->can_see()) return fail("It is too dark to find anything.");
  if (arg == "all") return take_all(room);
  thing = find_here(arg);
  if (!thing || thing == this_player()) return fail("There is no such thing here.");
  take(thing, room);
  return 1;
}

string help() {
  return "get THING\nget all\nget THING from THING\nget all from THING\n\n"
    "Picks up what lies here, or takes something out of a bag, a chest or a corpse.\n"
    "Also: take.\n";
}
