/**
 * Where the ferry lands.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

/** `ring bell` calls the ferry. */
int do_ring(string arg) {
  if (!arg || strsrch(arg, "bell") == -1 && strsrch(arg, "handbell") == -1) return notify_fail("Ring what?\n");
  write("You ring the handbell. Far off on the water, an oar dips.\n");
  this_player()->act("rings the handbell.");
  if (!load_object(LAKE "boat")->fetch(this_player())) write("But the boat is out already. Wait a little.\n");
  return 1;
}

void init() {
  add_action("do_ring", "ring");
}

void create() {
  ::create();
  set_short("a landing on the island");
  set_long("A flat rock, an iron ring in it, and a handbell on a stick: `ring bell`, and the ferryman comes. "
    "A path climbs south between junipers.");
  set_details(([
    ({ "ring", "iron ring", "rock" }): "Rust has run down from it like a beard.",
    ({ "bell", "handbell", "stick" }): "It sounds thin and a little ashamed, as the only bell for miles.",
    ({ "junipers", "juniper" }): "They stand about like people who have come too early.",
    ({ "village", "lake", "water" }): "Haukila is a line of roofs, and one tower.",
  ]));
  set_exits(([ "south": ISLAND "path" ]));
  set_outdoors(1);
}
