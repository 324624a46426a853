/**
 * A lantern: burns for two hours, then its oil is gone.
 */
#pragma strict_types

#include <globals.h>

inherit STD_LIGHT;

/** What it is called in a list. */
string short() { return query_lit() ? "a burning lantern" : "a lantern"; }

void create() {
  ::create();
  set_names(({ "lantern", "lamp" }));
  set_long("Brass and horn, with a ring to carry it by. One can `light` and `extinguish` it.");
  set_weight(3);
  set_value(8);
  set_fuel(7200);
}
