/**
 * A fish pie, as Martta makes it.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_FOOD;

void create() {
  ::create();
  set_names(({ "pie", "fish pie" }));
  set_short("a fish pie");
  set_long("A golden crust with a pike's head looking out of it, eyes shut.");
  set_taste("Pike, onions, and rather a lot of pepper.");
  set_nourishment(15);
  set_weight(2);
  set_value(5);
}
