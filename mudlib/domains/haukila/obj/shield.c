/**
 * A round shield.
 */
#pragma strict_types

#include <body.h>
#include "../haukila.h"

inherit STD_ARMOUR;

void create() {
  ::create();
  set_names(({ "shield", "round shield" }));
  set_short("a round shield");
  set_long("Lime wood, with a fish painted on it so often that it stands out.");
  set_slot(SLOT_SHIELD);
  set_protection(2);
  set_weight(5);
  set_value(12);
}
