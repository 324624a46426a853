/**
 * Down to the crypt.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a stair under the ruin");
  set_long("Narrow steps, wet, and all of them tilted the same way, as if the whole stair wanted to go down too. "
    "Bars of light lie on the topmost, from the door above. Below, the crypt opens in the south.");
  set_details(([
    ({ "steps", "stair" }): "The line of wet goes down the middle.",
    ({ "wall", "walls" }): "Somebody has scratched strokes into it, in fives. They end at a hundred and ten.",
    ({ "strokes", "light" }): "Days, or drownings.",
  ]));
  set_senses("Lake, but old.", "Drops.");
  set_exits(([ "up": ISLAND "ruin", "south": ISLAND "crypt" ]));
  set_spawns(([ OBJ "crypt_door": 1 ]));
  set_light(0);
}
