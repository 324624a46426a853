/**
 * Between square and tower.
 */
#pragma strict_types

#include <globals.h>

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a narrow lane");
  set_long("The houses lean so close here that the sky is only a ribbon. "
    "Ivy climbs up to the shutters.\n"
    "The lane opens on the square in the south and ends at a tower door in the north.");
  set_details(([
    ({ "ivy", "shutters" }): "Sparrows live in it. They have opinions about you.",
    "houses": "One could shake hands across the lane from window to window.",
  ]));
  set_exits(([
    "south": "/domains/haukila/square",
    "north": "/domains/haukila/tower",
  ]));
  set_spawns(([ "/domains/haukila/obj/tower_door": 1 ]));
}
