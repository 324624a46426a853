/**
 * Where guests of the inn sleep.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the loft");
  set_long("Straw sacks lie in a row under the slope of the roof. Through a round window one sees the lake.");
  set_details(([
    ({ "straw", "sacks", "straw sacks" }): "Fresh straw. Something rustles in the last sack but one, and stops when you look.",
    ({ "window", "lake" }): "The island swims on the water like a sleeping beast.",
    ({ "roof", "beams", "beam" }): "Guests have cut their names into the beams. One might `read` them.",
  ]));
  set_readings(([ ({ "names", "beams", "beam" }): "ILMARI. ANNA + BERT. I OWE MARTTA NOTHING. (And under it: YOU DO.)" ]));
  set_senses("Straw and old dreams.", 0);
  set_exits(([ "down": VILLAGE "inn" ]));
  set_peaceful(1);
}
