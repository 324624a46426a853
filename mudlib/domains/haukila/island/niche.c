/**
 * What the näkki guards.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a niche in the rock");
  set_long("Dry, and just big enough to stand in. Here it keeps what it likes best. The crypt is west.");
  set_details(([
    ({ "rock", "walls", "wall" }): "Mother-of-pearl has been pressed into every crack, shell by shell. It must have taken years.",
    ({ "shells", "mother-of-pearl" }): "They shine in your light like a thousand small moons.",
  ]));
  set_exits(([ "west": ISLAND "crypt" ]));
  set_spawns(([ OBJ "sea_chest": 1 ]));
  set_light(0);
}
