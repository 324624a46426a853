/**
 * The wolf of the clearing: does not leave you alone.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_NPC;

void create() {
  ::create();
  set_name("wolf");
  set_names(({ "wolf", "grey wolf" }));
  set_short("a grey wolf");
  set_long("Old, scarred, and by itself: it was thrown out of better company.");
  set_level(3);
  set_natural_attack("bite", "bites", 6);
  set_aggressive(30, "lays back its ears, and growls.");
  set_wander(6, ({ WOOD "clearing", WOOD "pines", WOOD "birches" }));
}
