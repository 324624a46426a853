/**
 * Between landing and ruin.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a path between junipers");
  set_long("The path has steps where it is steep, cut by people with shorter legs. The landing is north, "
    "a meadow opens in the east, and the ruin stands above you in the south.");
  set_details(([
    ({ "steps", "path" }): "Moss on all of them, but for one line in the middle. Something still comes and goes here, and drags.",
    ({ "line", "moss" }): "Wet, though it has not rained.",
    ({ "junipers", "juniper" }): "Their berries are still green.",
    "ruin": "A gable with a round hole in it, like an eye.",
  ]));
  set_exits(([ "north": ISLAND "landing", "south": ISLAND "ruin", "east": ISLAND "meadow" ]));
  set_outdoors(1);
}
