/**
 * Where the land ends.
 */
#pragma strict_types

#include <globals.h>

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the harbour");
  set_long("Planks, rope and the smell of tar. Small waves slap against the piles of the pier.\n"
    "Steps lead up to the square in the north.");
  set_details(([
    ({ "water", "waves" }): "Dark and clear. A long shadow stands motionless under the pier: a pike.",
    ({ "pier", "piles" }): "Mussels grow on them up to the line of the last tide.",
    "pike": "It looks back, and does not think much of you.",
  ]));
  set_exits(([ "north": "/domains/haukila/square" ]));
}
