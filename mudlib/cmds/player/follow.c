#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private int stop(object me) {
  object leader = me->query_leader();

  if (!leader) return fail("You follow nobody.");
  me->follow(0);
  leader->tell(sprintf("%s does not follow you any more.", capitalize(me->the_short())));
  return done(sprintf("You do not follow %s any more.", leader->the_short()));
}

int main(string arg) {
  object me = this_player();
  object leader = me->query_leader();
  object who;
  string fault;

  if (!arg) return done(leader ? sprintf("You follow %s. (`follow nobody` ends it.)", leader->the_short()) : "You follow nobody.");
  if (member_array(arg, ({ "nobody", "stop", "me" })) != -1) return stop(me);
  who = find_here(arg);
  if (!who || !living(who)) return fail("There is nobody of that name here.");
  if (who == leader) return fail("You do already.");
  fault = me->follow(who);
  if (fault) return fail(fault);
  who->tell(sprintf("%s follows you now.", capitalize(me->the_short())));
  me->act(sprintf("follows %s now.", who->the_short()), ({ who }));
  return done(sprintf("You follow %s now.", who->the_short()));
}

string help() {
  return "follow SOMEBODY\nfollow nobody\n\n"
    "Goes where somebody goes, until you say nobody, or a fight or a door keeps you.\n"
    "See also: group.\n";
}
