#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();
  object *used = values(me->query_equipment());
  object *things = filter(all_inventory(me), (: $1->short() :)) - used;

  done(sizeof(things) ? sprintf("You carry %s.", me->contents_text(things)) : "You carry nothing.");
  if (sizeof(used)) done(sprintf("You wear or hold %s.", me->contents_text(used)));
  if (me->query_money()) done(sprintf("You have %s.", count_of(me->query_money(), "mark")));
  return 1;
}

string help() {
  return "inventory\n\nSays what you carry. Also: i, inv. See also: equipment.\n";
}
