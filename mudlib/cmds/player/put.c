#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

/** Puts each of them in as long as they fit, and tells of all of it at once. */
private int put_into(object *things, object where) {
  string *stowed = ({ });

  foreach (object thing in things) {
    string what = thing->short();

    if (!thing->is_droppable()) write(sprintf("You are using %s.\n", thing->the_short()));
    else if (thing->move(where)) stowed += ({ what });
    else write(sprintf("%s does not fit.\n", capitalize(thing->the_short())));
  }
  if (!sizeof(stowed)) return 1;
  this_player()->act(sprintf("puts %s into %s.", enumerate_counted(stowed), where->the_short()));
  return done(sprintf("You put %s into %s.", enumerate_counted(stowed), where->the_short()));
}

int main(string arg) {
  object *things;
  object where;
  string what, into;

  if (!arg || sscanf(arg, "%s into %s", what, into) != 2 && sscanf(arg, "%s in %s", what, into) != 2) return fail("Put what into what?");
  where = find_thing(into);
  if (what == "all") things = filter(all_inventory(this_player()), (: $1->is_droppable() && $1 != $(where) :));
  else things = ({ find_spare(what) }) - ({ 0 });
  if (!sizeof(things)) return fail(what == "all" ? "You have nothing else." : "You carry no such thing.");
  if (!where) return fail("There is no such thing here to put it into.");
  if (living(where) || !function_exists("is_reachable", where)) return fail(capitalize(where->the_short()) + " holds nothing.");
  if (things[0] == where) return fail("It does not go into itself.");
  if (!where->is_reachable()) return done(capitalize(where->the_short()) + " is closed.");
  return put_into(things, where);
}

string help() {
  return "put THING in THING\nput all in THING\n\nPuts something into a bag or a chest. See also: get.\n";
}
