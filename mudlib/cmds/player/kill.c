#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int needs_body() { return 1; }

int main(string arg) {
  object me = this_player();
  object who = arg && find_here(arg);
  string fault;

  if (!arg) return fail("Attack whom?");
  if (!who) return fail("There is nobody of that name here.");
  if (who == me) return fail("You could not bear to miss yourself.");
  if (!living(who)) return unfit("fight", arg, who);
  if (member_array(who, me->query_enemies()) != -1 && me->is_fighting()) return done("You are doing what you can.");
  fault = me->attack(who);
  if (fault) return done(fault);
  me->act(sprintf("attacks %s!", who->the_short()), ({ who }));
  who->tell(sprintf("%s attacks you!", capitalize(me->the_short())));
  return done(sprintf("You attack %s!", who->the_short()));
}

string help() {
  return "kill SOMEBODY\n\n"
    "Begins a fight, which goes on by itself. Also: k. See also: consider, flee,\n"
    "wimpy, `help combat`.\n";
}
