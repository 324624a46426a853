/**
 * A clearing with a wolf in it.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a clearing");
  set_long("Grass as high as the hip, bent down in the middle where something sleeps by day. Bones lie about. "
    "The birches are west.");
  set_details(([
    "bones": "Hare, hare, sheep, and a boot.",
    "boot": "A left one. Empty, thank goodness.",
    ({ "grass", "middle" }): "Still warm.",
  ]));
  set_senses("Wet dog, only more so.", 0);
  set_exits(([ "west": WOOD "birches" ]));
  set_spawns(([ NPC "wolf": 1 ]));
  set_outdoors(1);
}
