/**
 * The miller's strongbox.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_CHEST;

void create() {
  ::create();
  set_names(({ "strongbox", "box" }));
  set_short("a rusty strongbox");
  set_long("It stands on the ledge, just above the water. The lock was broken long ago.");
  set_contents(([ OBJ "miller_coins": 1 ]));
}
