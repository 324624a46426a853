/**
 * The smith's place: weapons, and luck.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_SHOP;

void create() {
  ::create();
  set_short("the smithy");
  set_long("Heat and the ring of a hammer. Horseshoes hang from every beam, "
    "and a bucket of water steams beside the anvil. Along one wall stands what is for sale.\n"
    "The square is west. A cart track goes east, to the wood.");
  set_details(([
    "anvil": "It says MADE IN HAUKILA, WHERE ELSE on the side.",
    ({ "horseshoes", "beams" }): "All of them hang with the ends up, to keep the luck in.",
    "bucket": "Something hot went in there a moment ago.",
    ({ "wall", "wares" }): "Knives, hooks, and things to keep knives and hooks off. `list` shows the prices.",
  ]));
  set_senses("Iron and horse.", "Clang. Clang. A pause. Clang.");
  set_exits(([ "west": VILLAGE "square", "east": WOOD "edge" ]));
  set_spawns(([ NPC "smith": 1, OBJ "horseshoe": 2 ]));
  set_keeper("smith");
  set_stock(({ OBJ "knife", OBJ "cudgel", OBJ "boat_hook", OBJ "jerkin", OBJ "shield" }));
  set_wants((: $1->query_slot() :));
}
