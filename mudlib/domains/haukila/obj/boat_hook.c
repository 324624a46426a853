/**
 * A boat hook, which is a spear to whoever needs one.
 */
#pragma strict_types

#include <body.h>
#include "../haukila.h"

inherit STD_WEAPON;

void create() {
  ::create();
  set_names(({ "hook", "boat hook", "boathook" }));
  set_short("a boat hook");
  set_long("Nine feet of ash, with an iron hook and a point.");
  set_skill(SKILL_SPEARS);
  set_hit("stab", "stabs");
  set_damage(9);
  set_weight(6);
  set_value(18);
}
