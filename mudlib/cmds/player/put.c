#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object thing, where;
  string what, into;

  if (!arg || sscanf(arg, "%s into %s", what, into) != 2 && sscanf(arg, "%s in %s", what, into) != 2) return fail("Put what into what?");
  thing = find_carried(what);
  where = find_thing(into);
  if (!thing) return fail("You carry no such thing.");
  if (!where || living(where) || !function_exists("is_reachable", where)) return fail("Put it into what?");
  if (thing == where) return fail("It does not go into itself.");
  if (!where->is_reachable()) return done(capitalize(where->the_short()) + " is closed.");
  if (!thing->is_droppable()) return done("You are using that.");
  if (!thing->move(where)) return done("It does not fit.");
  this_player()->act(sprintf("puts %s into %s.", thing->short(), where->the_short()));
  return done(sprintf("You put %s into %s.", thing->the_short(), where->the_short()));
}

string help() {
  return "put THING in THING\n\nPuts something into a bag or a chest. See also: get.\n";
}
