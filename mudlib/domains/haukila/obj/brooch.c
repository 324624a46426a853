/**
 * What Sister Aune gives to whoever brings the tongue back.
 */
#pragma strict_types

#include <body.h>
#include "../haukila.h"

inherit STD_ARMOUR;

void create() {
  ::create();
  set_names(({ "brooch", "silver brooch", "pike" }));
  set_short("a silver brooch");
  set_long("A pike with a bell in its mouth. When you move, you think you hear it.");
  set_slot(SLOT_NECK);
  set_protection(2);
  set_weight(0);
  set_value(60);
}
