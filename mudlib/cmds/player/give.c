#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

private int give_coins(int count, object taker) {
  object me = this_player();
  string what = count_of(count, "mark");

  if (!me->pay(count)) return fail("You do not have so many.");
  taker->add_money(count);
  taker->tell(sprintf("%s gives you %s.", me->query_cap_name(), what));
  me->act(sprintf("gives some money to %s.", taker->the_short()), ({ taker }));
  taker->paid(me, count);
  return done(sprintf("You give %s to %s.", what, taker->the_short()));
}

int main(string arg) {
  object me = this_player();
  object thing, taker;
  string what, whom;
  int marks;

  if (!arg || sscanf(arg, "%s to %s", what, whom) != 2) return fail("Give what to whom?");
  taker = find_somebody(whom);
  if (!taker) return fail("There is nobody of that name here.");
  marks = marks_meant(what);
  if (marks) return give_coins(marks, taker);
  thing = find_spare(what);
  if (!thing) return fail("You carry no such thing.");
  if (!thing->is_droppable()) return done("You are using that.");
  if (!thing->move(taker)) return fail(capitalize(taker->the_short()) + " cannot carry that as well.");
  write(sprintf("You give %s to %s.\n", thing->short(), taker->the_short()));
  taker->tell(sprintf("%s gives you %s.", me->query_cap_name(), thing->short()));
  me->act(sprintf("gives %s to %s.", thing->short(), taker->the_short()), ({ taker }));
  taker->given(me, thing);
  return 1;
}

string help() {
  return "give THING to SOMEBODY\ngive NUMBER marks to SOMEBODY\n\nHands over what you carry.\n";
}
