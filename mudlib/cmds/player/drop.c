#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

/** Lays down what can be laid down, says what cannot, and tells of all of it at once. */
private int lay_down(object *things) {
  object me = this_player();
  string *dropped = ({ });

  foreach (object thing in things) {
    string what = thing->short();

    if (!thing->is_droppable()) write(sprintf("You are using %s.\n", thing->the_short()));
    else if (thing->move(environment(me))) dropped += ({ what });
    else write(sprintf("There is no room for %s here.\n", what));
  }
  if (!sizeof(dropped)) return 1;
  me->act(sprintf("drops %s.", enumerate_counted(dropped)));
  return done(sprintf("You drop %s.", enumerate_counted(dropped)));
}

private int drop_coins(int count) {
  object me = this_player();
  object coins;
  string what;

  if (!me->pay(count)) return fail("You do not have so many.");
  coins = new(STD_COINS);
  coins->set_count(count);
  what = coins->short();
  if (!coins->move(environment(me))) {
    me->add_money(count);
    coins->remove();
    return fail("There is no room for them here.");
  }
  me->act(sprintf("drops %s.", what));
  return done(sprintf("You drop %s.", what));
}

int main(string arg) {
  object me = this_player();
  object *things;
  int marks = arg && marks_meant(arg);

  if (!arg) return fail("Drop what?");
  if (!environment(me)) return fail("There is no ground here.");
  if (marks) return drop_coins(marks);
  if (arg == "all") things = filter(all_inventory(me), (: $1->is_droppable() :));
  else things = ({ find_spare(arg) }) - ({ 0 });
  if (!sizeof(things)) return fail(arg == "all" ? "You have nothing to drop." : "You carry no such thing.");
  return lay_down(things);
}

string help() {
  return "drop THING\ndrop all\ndrop NUMBER marks\n\nLays down what you carry, but for what you wear or wield.\n";
}
