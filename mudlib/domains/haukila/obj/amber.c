/**
 * A lump of amber: for the curious.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ITEM;

void create() {
  ::create();
  set_names(({ "amber", "lump" }));
  set_short("a lump of amber");
  set_long("Honey turned to stone, with a mayfly in it that has had its one day for longer than there have been people.");
  set_weight(0);
  set_value(40);
}
