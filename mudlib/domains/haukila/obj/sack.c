/**
 * A sack to carry things in.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_BAG;

void create() {
  ::create();
  set_names(({ "sack", "bag" }));
  set_short("a linen sack");
  set_long("EERO is printed on it, several times.");
  set_capacity(30);
  set_weight(1);
  set_value(4);
}
