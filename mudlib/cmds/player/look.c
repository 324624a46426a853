#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private int look_at(string what) {
  object thing = find_thing(what);
  object room = environment(this_player());
  string detail = room && room->query_detail(lower_case(what));

  if (thing == room && room) {
    write(wrap(room->describe(this_player()), this_player()->query_width()));
  } else if (thing) {
    write(wrap(thing->long(), this_player()->query_width()));
    if (living(thing) && thing != this_player()) thing->tell(this_player()->query_cap_name() + " looks at you.");
  } else if (detail) {
    write(wrap(detail + "\n", this_player()->query_width()));
  } else {
    return fail("You see no such thing.");
  }
  return 1;
}

int main(string arg) {
  object room = environment(this_player());
  string what;

  if (!arg) {
    if (!room) return fail("You are nowhere at all.");
    write(wrap(room->describe(this_player()), this_player()->query_width()));
    return 1;
  }
  if (sscanf(arg, "at %s", what) != 1) what = arg;
  return look_at(what);
}

string help() {
  return "look\nlook [at] THING\n\n"
    "Shows where you are, or what something looks like. Also: l, x, examine.\n";
}
