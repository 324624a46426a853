/**
 * A fillet knife, the first weapon of most.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_WEAPON;

void create() {
  ::create();
  set_names(({ "knife", "fillet knife" }));
  set_short("a fillet knife");
  set_long("Thin, bendy, and so sharp that one notices later.");
  set_damage(5);
  set_weight(1);
  set_value(6);
}
