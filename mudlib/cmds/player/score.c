#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  int level = me->query_level();

  write(sprintf("You are %s%s, %s.%s\n", me->query_cap_name(), me->query_title() == "" ? "" : " " + me->query_title(),
    role_of(me) || "a guest", me->is_ghost() ? " You are a ghost." : ""));
  write(sprintf("Health %d of %d. Level %d, with %d experience; %d makes level %d.\n", me->query_hp(), me->query_max_hp(),
    level, me->query_experience(), me->experience_for(level + 1), level + 1));
  return done(sprintf("You carry %d of %d pounds, and %s. Time here: %s.", me->query_load(), me->query_capacity(),
    count_of(me->query_money(), "mark"), duration(me->query_age())));
}

string help() {
  return "score\n\nSays how you are. Also: sc. See also: skills, quests.\n";
}
