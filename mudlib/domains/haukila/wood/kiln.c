/**
 * The charcoal burner's kiln.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a charcoal kiln");
  set_long("A mound of turf as tall as a house smokes from a dozen holes. Whoever tends it must not sleep, "
    "and has a one-legged stool to make sure. The pines are west; a hut leans against a rock in the north.");
  set_details(([
    ({ "mound", "turf", "holes", "kiln" }): "Blue smoke is good, white smoke is not yet, and no smoke at all would be a disaster.",
    ({ "stool", "one-legged stool" }): "Doze off, and you are on the ground.",
    "hut": "It is hard to say which holds up which, the hut or the rock.",
  ]));
  set_senses("Smoke, down to the bottom of your lungs.", "Turf, settling.");
  set_exits(([ "west": WOOD "pines", "north": WOOD "hut" ]));
  set_outdoors(1);
}
