/**
 * A spyglass: shows the people of the rooms that can be seen from above.
 */
#pragma strict_types

#include <globals.h>

inherit STD_ITEM;

#define SEEN_FROM_ABOVE ({ "/domains/haukila/square", "/domains/haukila/harbour", "/domains/haukila/lane" })

private string people_in(string path) {
  object room = find_object(path);
  object *people = room ? filter(all_inventory(room), (: living($1) :)) : ({ });

  if (!sizeof(people)) return "";
  return sprintf("In %s: %s.\n", room->short(), enumerate(map(people, (: (string)$1->short() :))));
}

/** `peer` shows who is about below. */
int do_peer(string arg) {
  string seen = implode(map(SEEN_FROM_ABOVE, (: people_in($1) :)), "");

  if (base_name(environment(this_player())) != "/domains/haukila/lookout") {
    notify_fail("There is nothing to see from here. Try it higher up.\n");
    return 0;
  }
  write(seen == "" ? "Nobody is about.\n" : seen);
  this_player()->act("peers through a spyglass.");
  return 1;
}

void init() {
  add_action("do_peer", "peer");
}

void create() {
  ::create();
  set_names(({ "spyglass", "glass" }));
  set_short("a spyglass");
  set_long("Brass tubes that fit into each other. On the lookout one can `peer` through it.");
  set_weight(2);
  set_value(12);
  set_kept(0);
}
