/**
 * The cellar of the mill: dark, and full of rats.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the mill's cellar");
  set_long("A low vault, ankle deep in black water. Along the walls runs a ledge, and on the ledge sit eyes.");
  set_details(([
    ({ "eyes", "ledge" }): "Two by two. They do not blink.",
    ({ "water", "black water" }): "Something brushes past your boot.",
    ({ "walls", "vault" }): "Lake stones. Water comes through in beads.",
  ]));
  set_senses("Rat.", "Drips, and paws.");
  set_exits(([ "up": SHORE "mill" ]));
  set_spawns(([ NPC "rat": 3, OBJ "strongbox": 1 ]));
  set_light(0);
}
