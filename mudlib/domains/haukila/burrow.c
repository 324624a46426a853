/**
 * Under the rowan: dark, narrow, and somebody's home.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a burrow under the rowan");
  set_long("Roots as thick as arms hold up a roof of earth. The floor is lined with grass, and with things that shine: "
    "whoever lives here has an eye for them. Light falls in from above.");
  set_details(([
    ({ "roots", "root" }): "They go on down, further than the burrow does. One does not like to think to whom.",
    ({ "grass", "floor", "nest" }): "Fresh. The owner is out, or behind you.",
    ({ "things", "shiny things" }): "Fish scales, a button, half a spectacle.",
  ]));
  set_senses("Earth and rat.", "Your own heart.");
  set_exits(([ "up": VILLAGE "graveyard" ]));
  set_spawns(([ OBJ "amber": 1, NPC "rat": 1 ]));
  set_light(0);
}
