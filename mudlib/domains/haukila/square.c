/**
 * Where everybody begins.
 */
#pragma strict_types

#include <globals.h>

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the market square");
  set_long("Worn cobbles slope down to a stone well in the middle of the square. "
    "Stalls with striped awnings stand along the sides, most of them shut.\n"
    "A lane leads north to a tower, the smithy is east, and the harbour lies south.");
  set_details(([
    ({ "well", "stone well" }): "The water is a long way down. Somebody has dropped a coin.",
    ({ "stalls", "awnings" }): "Red and white. The baker's has a note on it: back at dawn.",
    ({ "cobbles", "ground" }): "Generations of carts have worn two ruts into them.",
  ]));
  set_exits(([
    "north": "/domains/haukila/lane",
    "east": "/domains/haukila/smithy",
    "south": "/domains/haukila/harbour",
  ]));
  set_spawns(([
    "/domains/haukila/npc/crier": 1,
    "/domains/haukila/obj/lantern": 1,
  ]));
}
