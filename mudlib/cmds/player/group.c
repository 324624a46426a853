#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private string line_of(object who, object leader) {
  return sprintf("  %-12s %3d of %3d  level %2d  %s%s\n", who->query_cap_name(), who->query_hp(), who->query_max_hp(), who->query_level(),
    environment(who) == environment(this_player()) ? "here" : "elsewhere", who == leader ? ", leads" : "");
}

private int show_group() {
  object *members = this_player()->query_group();

  if (sizeof(members) < 2) return done("You are in no group. Who follows you can be taken in: `group NAME`.");
  write("Your group:\n" + implode(map(members, (: line_of($1, $(members)[0]) :)), ""));
  return 1;
}

int main(string arg) {
  object me = this_player();
  object who;

  if (!arg) return show_group();
  who = find_player(lower_case(arg));
  if (!who || member_array(who, me->query_followers()) == -1) return fail("Nobody of that name follows you.");
  if (me->take_in(who)) {
    who->tell(sprintf("%s takes you into the group.", me->query_cap_name()));
    return done(sprintf("%s is of your group now.", who->query_cap_name()));
  }
  who->tell(sprintf("%s puts you out of the group.", me->query_cap_name()));
  return done(sprintf("%s is not of your group any more.", who->query_cap_name()));
}

string help() {
  return "group\ngroup NAME\n\n"
    "Shows how your group is; or takes somebody who follows you into it, or puts them\n"
    "out. Those of a group who are in one place share what a victory teaches. See\n"
    "also: follow, gtell.\n";
}
