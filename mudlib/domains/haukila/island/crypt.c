/**
 * Where the näkki lives.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

/** The näkki does not let anybody past. */
int may_leave(object who, string direction) {
  object guard = present("nakki");

  if (direction != "east" || !guard || who == guard || who->is_ghost()) return ::may_leave(who, direction);
  who->tell("The näkki is between you and the niche, whichever way you turn.");
  return 0;
}

void create() {
  ::create();
  set_short("the crypt");
  set_long("The floor is water, knee deep and black. Stone shelves go round it, with what was laid on them long since fallen off. "
    "The stair is north; in the east wall is a niche.");
  set_details(([
    ({ "water", "floor" }): "It moves when you do not.",
    ({ "shelves", "shelf" }): "A ring, a comb, a boot: a left one. A collection, rather than graves.",
    ({ "comb", "collection", "ring" }): "They are set out in order, with care.",
    "niche": "Something stands in it that has corners.",
  ]));
  set_senses("Weed.", "Breathing. Not yours.");
  set_exits(([ "north": ISLAND "stair", "east": ISLAND "niche" ]));
  set_spawns(([ NPC "nakki": 1 ]));
  set_light(0);
}
