/**
 * Where Otso lives, who has a key.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the charcoal burner's hut");
  set_long("One room, black as the inside of a kettle. A bunk, a table, a nail in the wall. The door is south.");
  set_details(([
    ({ "nail", "wall" }): "A pale patch on the soot under it has the shape of a big key.",
    "bunk": "Made for somebody even larger than Otso. His father, perhaps.",
    "table": "A plate on it, wiped so clean with bread that it shines. He could do with some more of whatever was on it.",
    "plate": "It smells of fish pie, if one wants it to.",
  ]));
  set_exits(([ "south": WOOD "kiln" ]));
  set_spawns(([ NPC "otso": 1 ]));
}
