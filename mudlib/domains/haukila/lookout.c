/**
 * The top of the tower.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the lookout");
  set_long("The whole village lies below: the square with its well, the smithy's smoke, "
    "the boats in the harbour. Woods stand behind it like a wall, and the lake goes on to the end of the world.");
  set_details(([
    ({ "boats", "harbour", "pier" }): "Half of them are in, before noon. Nobody trusts the fog without the bell.",
    ({ "smoke", "smithy" }): "It smells of iron even up here.",
    ({ "woods", "wood" }): "Birches in front, pines behind. A second smoke rises there, thin and blue: a charcoal burner's.",
    ({ "lake", "island", "ruin" }): "On the island stands what was a chapel before there was a village. Half of it has slid into the water.",
    "mill": "It stands in the marsh, west of the harbour, and has not turned for years.",
  ]));
  set_senses(0, "Wind, and under it a silence where a bell should be.");
  set_exits(([ "down": VILLAGE "tower" ]));
  set_spawns(([ OBJ "spyglass": 1 ]));
  set_outdoors(1);
}
