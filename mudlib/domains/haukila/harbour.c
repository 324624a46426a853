/**
 * Where the land ends.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the harbour");
  set_long("Planks, rope and the smell of tar. Small waves slap against the piles, and nets hang "
    "drying between poles like the sails of a drowned ship.\n"
    "Steps lead up to the square in the north. The pier runs out to the south, a boathouse "
    "stands in the east, and a path follows the shore to the west.");
  set_details(([
    ({ "water", "waves" }): "Dark and clear. A long shadow stands motionless under the planks: a pike.",
    ({ "piles", "planks" }): "Mussels grow on them up to the line of the spring flood.",
    ({ "pike", "shadow" }): "It looks back, and does not think much of you.",
    ({ "nets", "net", "poles" }): "Patched so often that nothing of the first net is left. They call it the old net all the same.",
  ]));
  set_senses("Tar, and what the gulls left.", "Water under wood.");
  set_exits(([
    "north": VILLAGE "square",
    "south": VILLAGE "pier",
    "east": VILLAGE "boathouse",
    "west": SHORE "strand",
  ]));
  set_spawns(([ NPC "gull": 2 ]));
  set_outdoors(1);
}
