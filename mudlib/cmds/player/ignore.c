#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

/** Whom one ignores, in words. */
private string list_of(string *names) {
  return sizeof(names) ? enumerate(map(names, (: capitalize($1) :))) : "nobody";
}

int main(string arg) {
  object me = this_player();
  string name = arg && lower_case(arg);
  int begins;

  if (!arg) return done(sprintf("You ignore %s.", list_of(me->query_ignored())));
  if (name == me->query_name()) return fail("That is hard to do.");
  if (!ACCOUNTS_D->exists(name)) return fail("Nobody is called that.");
  begins = member_array(name, me->query_ignored()) == -1;
  if (!me->set_ignored(name, begins)) return fail("You ignore people enough.");
  return done(sprintf("You %s %s.", begins ? "ignore" : "listen again to", capitalize(name)));
}

string help() {
  return "ignore\nignore NAME\n\n"
    "Begins, or ends, not hearing of somebody: what they say, show, tell, shout or\n"
    "write to you. Alone, it lists whom you ignore.\n";
}
