/**
 * A meadow by the water.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a meadow by the water");
  set_long("Grass, harebells, and a beach of a dozen stones. It would be the best place in the world, "
    "if one did not feel watched from the water. The path is west.");
  set_details(([
    ({ "grass", "harebells" }): "Nothing has grazed here for a long time.",
    ({ "beach", "stones" }): "One has a hollow in it, as if worn by somebody who sat there often, and combed her hair.",
    ({ "water", "lake" }): "Two pale spots under the surface; then there are none.",
  ]));
  set_senses("Honey.", "Somebody hums, very low, out there.");
  set_exits(([ "west": ISLAND "path" ]));
  set_spawns(([ NPC "adder": 1 ]));
  set_outdoors(1);
}
