/**
 * Under the mill's roof.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the mill's loft");
  set_long("Half the roof is sky. Between the rafters hang the sacks that were never fetched. A ladder leads down.");
  set_details(([
    ({ "sacks", "sack" }): "The names on them are those of people who moved away.",
    ({ "roof", "rafters", "sky" }): "Swallows go in and out as if they paid rent.",
    "ladder": "From above it looks worse.",
  ]));
  set_readings(([ ({ "sacks", "sack", "names" }): "KALLE. LEENA. OTSO, with a cross drawn through it." ]));
  set_exits(([ "down": SHORE "mill" ]));
  set_spawns(([ OBJ "cap": 1 ]));
  set_outdoors(1);
}
