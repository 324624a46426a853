#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  object thing = arg && find_thing(arg);
  object room = environment(me);
  string text;

  if (!arg) return fail("Read what?");
  text = thing ? thing->query_reading() : me->can_see() && room && room->query_detail_reading(strip_article(arg));
  if (!text) return fail("There is nothing to read on it.");
  me->page(wrap(text + "\n", me->query_width()));
  return 1;
}

string help() {
  return "read THING\n\nReads what is written on something.\n";
}
