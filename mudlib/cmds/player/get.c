#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

/** Takes what can be taken, says what cannot, and tells of all of it at once. */
private int take(object *things, object from) {
  object me = this_player();
  string whence = from == environment(me) ? "" : " from " + from->the_short();
  string *taken = ({ });

  foreach (object thing in things) {
    string what = thing->short();

    if (!thing->is_gettable()) write(sprintf("You cannot take %s.\n", what));
    else if (thing->move(me)) taken += ({ what });
    else write(sprintf("%s is too heavy for you now.\n", capitalize(thing->the_short())));
  }
  if (!sizeof(taken)) return 1;
  me->act(sprintf("takes %s%s.", enumerate_counted(taken), whence));
  return done(sprintf("You take %s%s.", enumerate_counted(taken), whence));
}

private int take_all(object from) {
  object *things = filter(all_inventory(from), (: $1->is_gettable() && $1->is_visible() :));

  return sizeof(things) ? take(things, from) : fail("There is nothing to take.");
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
  thing = find_in(what, from);
  return thing ? take(({ thing }), from) : fail("There is no such thing in it.");
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
  return take(({ thing }), room);
}

string help() {
  return "get THING\nget all\nget THING from THING\nget all from THING\n\n"
    "Picks up what lies here, or takes something out of a bag, a chest or a corpse.\n"
    "Also: take.\n";
}
