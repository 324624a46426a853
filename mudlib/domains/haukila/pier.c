/**
 * Where the ferry leaves.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the end of the pier");
  set_long("The last planks. Beyond them there is only water, and the island with its ruin a mile to the south. "
    "A rowing boat is tied to a post; whoever wants to cross pays the ferryman two marks.\n"
    "The harbour is north.");
  set_details(([
    ({ "boat", "rowing boat" }): "Tarred inside and out. It has a name, but the paint has gone, and Tapio will not tell.",
    ({ "island", "ruin" }): "Half a wall, a gable, and crows.",
    "post": "Rope has worn a waist into it.",
    ({ "water", "lake" }): "It gets deep quickly here.",
  ]));
  set_senses("Water, nothing but water.", "The boat bumps against its post.");
  set_exits(([ "north": VILLAGE "harbour" ]));
  set_spawns(([ NPC "tapio": 1 ]));
  set_outdoors(1);
}
