/**
 * Brings luck, they say.
 */
#pragma strict_types

#include <globals.h>

inherit STD_ITEM;

void create() {
  ::create();
  set_names(({ "horseshoe", "shoe" }));
  set_short("a horseshoe");
  set_long("It has seen many miles. Seven nail holes, which is the right number.");
  set_weight(1);
  set_value(2);
}
