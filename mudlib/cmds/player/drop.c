#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

private void lay_down(object thing) {
  object me = this_player();

  if (!thing->is_droppable()) {
    write(sprintf("You are using %s.\n", thing->the_short()));
    return;
  }
  if (!thing->move(environment(me))) {
    write(sprintf("There is no room for %s here.\n", thing->short()));
    return;
  }
  write(sprintf("You drop %s.\n", thing->short()));
  me->act(sprintf("drops %s.", thing->short()));
}

private int drop_coins(int count) {
  object me = this_player();
  object coins;
  string what;

  if (count < 1 || !me->pay(count)) return fail("You do not have so many.");
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
  int count;

  if (!arg) return fail("Drop what?");
  if (!environment(me)) return fail("There is no ground here.");
  if (sscanf(arg, "%d mark%*s", count)) return drop_coins(count);
  things = arg == "all" ? filter(all_inventory(me), (: $1->is_droppable() :)) : ({ find_carried(arg) }) - ({ 0 });
  if (!sizeof(things)) return fail("You carry no such thing.");
  foreach (object thing in things) lay_down(thing);
  return 1;
}

string help() {
  return "drop THING\ndrop all\ndrop NUMBER marks\n\nLays down what you carry, but for what you wear or wield.\n";
}
