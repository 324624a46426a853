/**
 * Where boats are mended.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the boathouse");
  set_long("A boat lies on trestles, ribs bare, like the skeleton of something that ate fish. "
    "Shavings cover the floor. The harbour is west, and a hatch in the south side lets out smoke from the sauna next door.");
  set_details(([
    ({ "boat", "ribs", "skeleton" }): "It will be done by spring. It has been going to be done by spring for nine years.",
    ({ "shavings", "floor" }): "Pine, mostly. They curl like waves.",
    ({ "trestles", "trestle" }): "Sturdier than the boat.",
    ({ "hatch", "smoke" }): "One can go south through it, bent double.",
  ]));
  set_senses("Fresh wood and smoke.", 0);
  set_exits(([ "west": VILLAGE "harbour", "south": VILLAGE "sauna" ]));
}
