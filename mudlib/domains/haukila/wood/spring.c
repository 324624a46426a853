/**
 * A spring that does good.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a spring");
  set_long("Water wells up from under a flat stone, so cold that the air above it smokes. "
    "Ribbons hang in the bush beside it. The path leads south.");
  set_details(([
    ({ "ribbons", "ribbon", "bush" }): "One for each wish. The oldest are white, whatever colour they were.",
    ({ "stone", "flat stone" }): "Knees have polished it.",
    ({ "water", "spring" }): "Clear as air. One could `drink` from the spring, with a birch cup that hangs there.",
  ]));
  set_senses("Cold.", "It sounds like somebody who tells a story in the next room.");
  set_exits(([ "south": WOOD "edge" ]));
  set_spawns(([ OBJ "spring_cup": 1 ]));
  set_outdoors(1);
}
