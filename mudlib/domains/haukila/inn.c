/**
 * The inn, where there is something to eat.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_SHOP;

void create() {
  ::create();
  set_short("the Sleeping Pike");
  set_long("A low room, brown with smoke. A stuffed pike as long as a man hangs over the hearth with its eyes shut, "
    "which is the only way anybody could stand it there.\n"
    "Martta rules from behind the counter; a slate says what there is. Stairs lead up to the loft, the square is east.");
  set_details(([
    ({ "stuffed pike", "pike" }): "The eyelids are a joke of Martta's grandfather's. He carved them of birch.",
    ({ "hearth", "fire" }): "It has not gone out since the inn was built, they say, but for one night nobody talks about.",
    ({ "slate", "menu" }): "It says what there is. `list` shows the prices, too.",
    "counter": "Polished by elbows.",
  ]));
  set_readings(([ ({ "slate", "menu" }): "FISH PIE. RYE BREAD. SMALL BEER. No songs before noon." ]));
  set_senses("Fish pie, hot from the oven.", "Fat hissing in a pan.");
  set_exits(([ "east": VILLAGE "square", "up": VILLAGE "loft" ]));
  set_spawns(([ NPC "martta": 1, NPC "cat": 1 ]));
  set_keeper("martta");
  set_stock(({ OBJ "pie", OBJ "bread", OBJ "beer" }));
  set_wants((: $1->is_edible() :));
  set_peaceful(1);
}
