#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  object *used = values(me->query_equipment());
  object *things = filter(all_inventory(me), (: $1->short() :)) - used;

  write(sizeof(things) ? sprintf("You carry %s.\n", me->contents_text(things)) : "You carry nothing.\n");
  if (sizeof(used)) write(sprintf("You wear or hold %s.\n", me->contents_text(used)));
  if (me->query_money()) write(sprintf("You have %s.\n", count_of(me->query_money(), "mark")));
  return 1;
}

string help() {
  return "inventory\n\nSays what you carry. Also: i, inv. See also: equipment.\n";
}
