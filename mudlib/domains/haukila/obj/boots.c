/**
 * A pair of boots.
 */
#pragma strict_types

#include <body.h>
#include "../haukila.h"

inherit STD_ARMOUR;

void create() {
  ::create();
  set_names(({ "boots", "pair of boots" }));
  set_short("a pair of sea boots");
  set_long("Both of them. In this village that is worth a look.");
  set_slot(SLOT_FEET);
  set_protection(1);
  set_weight(3);
  set_value(7);
}
