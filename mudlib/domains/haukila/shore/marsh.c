/**
 * In front of the mill.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a hummock in the marsh");
  set_long("Firm ground at last: a hummock with three alders on it, and a view of the mill in the north. "
    "Its wheel hangs over a ditch that has forgotten where it was going. The planks lead east.");
  set_details(([
    ({ "alders", "alder", "trees" }): "Their roots hold the hummock together. Without them it would float off.",
    ({ "wheel", "mill" }): "Eleven of its twelve blades are gone. The twelfth has a nest on it.",
    ({ "nest", "blade" }): "A wagtail's. She has built where nothing turns.",
    "ditch": "Duckweed from bank to bank.",
  ]));
  set_exits(([ "east": SHORE "reeds", "north": SHORE "mill" ]));
  set_spawns(([ NPC "heron": 1 ]));
  set_outdoors(1);
}
