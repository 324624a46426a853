/**
 * Among the reeds.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a path through the reeds");
  set_long("A path of two planks side by side, laid on what is neither land nor water. Reeds close over it. "
    "It comes from the strand in the east, and goes on west to where the old mill must be.");
  set_details(([
    ({ "planks", "path" }): "They dip under each step, and the water comes up between them.",
    "reeds": "They talk to each other, and stop when you listen.",
    ({ "water", "bog" }): "Brown, with an oily rainbow on it. Better stay on the planks.",
  ]));
  set_senses("Mud, and mint somewhere in it.", "Reeds on reeds. A splash, not far away.");
  set_exits(([ "east": SHORE "strand", "west": SHORE "marsh" ]));
  set_spawns(([ NPC "rat": 1 ]));
  set_outdoors(1);
}
