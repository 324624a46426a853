/**
 * Between square and tower.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a narrow lane");
  set_long("The houses lean so close here that the sky is only a ribbon. "
    "Ivy climbs up to the shutters.\n"
    "The lane opens on the square in the south and ends at a tower door in the north. "
    "A gate in the west leads to the chapel, and in the east is a shop with a lamp over the door.");
  set_details(([
    ({ "ivy", "shutters" }): "Sparrows live in it. They have opinions about you.",
    ({ "houses", "windows" }): "One could shake hands across the lane from window to window.",
    ({ "lamp", "shop", "sign" }): "EERO, GENERAL GOODS. Below it, smaller: no credit, not even for cousins.",
    "gate": "It stands open. Its hinges have rusted that way.",
  ]));
  set_readings(([ ({ "sign", "shop" }): "EERO, GENERAL GOODS. No credit, not even for cousins." ]));
  set_exits(([
    "south": VILLAGE "square",
    "north": VILLAGE "tower",
    "west": VILLAGE "chapel",
    "east": VILLAGE "store",
  ]));
  set_spawns(([ OBJ "tower_door": 1 ]));
  set_outdoors(1);
}
