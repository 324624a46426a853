/**
 * The smith's place.
 */
#pragma strict_types

#include <globals.h>

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the smithy");
  set_long("Heat and the ring of a hammer. Horseshoes hang from every beam, "
    "and a bucket of water steams beside the anvil.");
  set_details(([
    "anvil": "It says MADE IN THE ALPHA PHASE on the side.",
    ({ "horseshoes", "beams" }): "All of them hang with the ends up, to keep the luck in.",
    "bucket": "Something hot went in there a moment ago.",
  ]));
  set_exits(([ "west": "/domains/haukila/square" ]));
  set_spawns(([
    "/domains/haukila/npc/smith": 1,
    "/domains/haukila/obj/horseshoe": 2,
  ]));
}
