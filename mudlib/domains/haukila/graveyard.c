/**
 * Behind the chapel.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the graveyard");
  set_long("Boats' prows stand upright in the grass instead of stones, grey and split, with moss on them. "
    "A rowan grows in the middle. The chapel is east.");
  set_details(([
    ({ "prows", "prow", "boats", "stones" }): "Whoever had a boat lies under it. Those who had none got an oar.",
    ({ "rowan", "tree" }): "Red berries. Nobody picks them, and the birds know it.",
    ({ "moss", "grass" }): "Soft. Something has been digging near the rowan: it might be worth a `search`.",
    ({ "oars", "oar" }): "One of them has a verse on it.",
  ]));
  set_readings(([ ({ "oar", "verse", "oars" }): "I rowed all day, and rowed all night, / and never came to land. / "
    "I had the shore so well in sight; / the oar was in my hand." ]));
  set_senses("Wet earth.", "Wind in the rowan.");
  set_exits(([ "east": VILLAGE "chapel" ]));
  set_spawns(([ NPC "rat": 1, OBJ "hollow": 1 ]));
  set_outdoors(1);
}
