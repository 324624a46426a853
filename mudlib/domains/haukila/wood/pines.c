/**
 * Under the pines.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a stand of old pines");
  set_long("No undergrowth, no birds, only red columns and a floor of needles that swallows every step. "
    "The birches are south. Smoke drifts between the trunks from the east.");
  set_details(([
    ({ "pines", "columns", "trunks" }): "They were here before the village, and have not decided what to think of it.",
    ({ "needles", "floor" }): "Something heavy has trodden a path: large paws, unhurried.",
    ({ "paws", "path", "tracks" }): "A wolf's. Not an old track.",
    "smoke": "It comes from a kiln, by the smell.",
  ]));
  set_senses("Resin and smoke.", "Your own breath.");
  set_exits(([ "south": WOOD "birches", "east": WOOD "kiln" ]));
  set_outdoors(1);
}
