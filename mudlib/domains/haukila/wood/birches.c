/**
 * Among the birches.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a birch wood");
  set_long("White trunks on all sides, and light that moves. One would lose the way here but for the blazes "
    "cut into the bark: west to the smithy's track, north into darker trees, east to a clearing.");
  set_details(([
    ({ "trunks", "birches", "bark" }): "The bark peels off in sheets. People used to write letters on it.",
    ({ "blazes", "blaze" }): "An axe's work, at the height of the shoulder of a very large man.",
    "light": "It never falls twice in the same place.",
  ]));
  set_senses(0, "Leaves.");
  set_exits(([ "west": WOOD "edge", "north": WOOD "pines", "east": WOOD "clearing" ]));
  set_spawns(([ NPC "adder": 1 ]));
  set_outdoors(1);
}
