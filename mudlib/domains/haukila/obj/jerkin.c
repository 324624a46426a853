/**
 * A leather jerkin.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ARMOUR;

void create() {
  ::create();
  set_names(({ "jerkin", "leather jerkin" }));
  set_short("a leather jerkin");
  set_long("Greased against water, which also helps against teeth.");
  set_protection(3);
  set_weight(6);
  set_value(14);
}
