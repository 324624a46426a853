#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  object *things = filter(all_inventory(me), (: $1->short() :));

  if (!sizeof(things)) write("You carry nothing.\n");
  else write(sprintf("You carry %s.\n", me->contents_text(things)));
  return 1;
}

string help() {
  return "inventory\n\nSays what you carry. Also: i, inv.\n";
}
