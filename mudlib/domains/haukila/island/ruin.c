/**
 * The ruin above the crypt.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the ruined chapel");
  set_long("Three walls and a gable. The fourth has slid down into the lake, and took the altar with it. "
    "In the floor, under the gable, is a door of iron bars; the path leads north.");
  set_details(([
    ({ "walls", "wall", "gable" }): "Swallows' nests, and a painted fish as long as a boat, nearly washed away.",
    ({ "fish", "painted fish" }): "A pike. It has a bell in its mouth.",
    ({ "altar", "floor" }): "You see it down there, when the water is calm, with weed on it for a cloth.",
  ]));
  set_senses("Cold air comes up between the bars.", "Drops fall, deep down. One could almost count by them.");
  set_exits(([ "north": ISLAND "path", "down": ISLAND "stair" ]));
  set_spawns(([ OBJ "crypt_door": 1 ]));
  set_outdoors(1);
}
