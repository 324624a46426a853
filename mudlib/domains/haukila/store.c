/**
 * Eero's shop, which has nearly everything.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_SHOP;

void create() {
  ::create();
  set_short("Eero's shop");
  set_long("Shelves up to the ceiling, and a ladder on wheels. Whatever one may need is here, behind something else.\n"
    "The lane is west.");
  set_details(([
    ({ "shelves", "shelf" }): "Rope, soap, lamp oil, one left boot. `list` shows what he would part with today.",
    "ladder": "The third rung is missing. Eero never looks where he steps, and never falls.",
    ({ "boot", "left boot" }): "Its brother is at the bottom of the lake. There is a story to it that Eero does not tell.",
  ]));
  set_senses("Soap and lamp oil.", 0);
  set_exits(([ "west": VILLAGE "lane" ]));
  set_spawns(([ NPC "eero": 1 ]));
  set_keeper("eero");
  set_stock(({ OBJ "lantern", OBJ "torch", OBJ "sack", OBJ "cap", OBJ "boots" }));
}
