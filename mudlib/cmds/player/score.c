#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();

  write(sprintf("You are %s%s, %s.\nHealth %d of %d. You carry %d of %d pounds. Time here: %s.\n",
    me->query_cap_name(), me->query_title() == "" ? "" : " " + me->query_title(),
    role_of(me) || "a guest", me->query_hp(), me->query_max_hp(), me->query_load(),
    me->query_capacity(), duration(me->query_age())));
  return 1;
}

string help() {
  return "score\n\nSays how you are.\n";
}
