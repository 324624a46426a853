/**
 * A cudgel for pike, and others.
 */
#pragma strict_types

#include <body.h>
#include "../haukila.h"

inherit STD_WEAPON;

void create() {
  ::create();
  set_names(({ "cudgel", "club" }));
  set_short("an alder cudgel");
  set_long("For calming pike in the boat. It works on most things.");
  set_skill(SKILL_CLUBS);
  set_hit("hit", "hits");
  set_damage(6);
  set_weight(4);
  set_value(9);
}
