/**
 * The näkki's treasure.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_CHEST;

void create() {
  ::create();
  set_names(({ "chest", "sea chest" }));
  set_short("a sea chest");
  set_long("Oak, black with water. Someone has polished its brass every day.");
  set_contents(([ OBJ "tongue": 1 ]));
}
