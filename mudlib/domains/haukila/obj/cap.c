/**
 * A woollen cap.
 */
#pragma strict_types

#include <body.h>
#include "../haukila.h"

inherit STD_ARMOUR;

void create() {
  ::create();
  set_names(({ "cap", "woollen cap" }));
  set_short("a woollen cap");
  set_long("Red, with a tassel. Whoever falls into the lake is easier to find.");
  set_slot(SLOT_HEAD);
  set_protection(1);
  set_weight(0);
  set_value(3);
}
