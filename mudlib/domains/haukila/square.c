/**
 * Where everybody begins.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the market square");
  set_long("Worn cobbles slope down to a stone well in the middle of the square. "
    "Stalls with striped awnings stand along the sides, most of them shut at this hour, "
    "and over the roofs one sees the lake wherever one looks.\n"
    "A lane leads north to a tower, the smithy is east, the harbour lies south, and from "
    "the inn in the west comes the smell of frying fish.");
  set_details(([
    ({ "well", "stone well" }): "The water is a long way down. Somebody has dropped a coin.",
    ({ "stalls", "awnings", "stall", "awning" }): "Red and white. The baker's has a note on it.",
    ({ "note", "baker's note" }): "One could `read` it.",
    ({ "cobbles", "ground", "square" }): "Generations of carts have worn two ruts into them.",
    ({ "lake", "roofs" }): "Grey water, and in it an island with a ruin, a mile off.",
  ]));
  set_readings(([ ({ "note", "baker's note" }): "Back at dawn. The dough is not ready, and neither am I." ]));
  set_senses("Tar, bread and fish: mostly fish.", "Gulls, and somewhere a hammer. No bell, though it is past the hour.");
  set_exits(([
    "north": VILLAGE "lane",
    "east": VILLAGE "smithy",
    "south": VILLAGE "harbour",
    "west": VILLAGE "inn",
  ]));
  set_spawns(([ OBJ "lantern": 1, OBJ "notice_board": 1, NPC "crier": 1 ]));
  set_outdoors(1);
}
