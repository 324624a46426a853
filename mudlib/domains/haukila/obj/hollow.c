/**
 * The hollow under the rowan, which one has to find.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_EXIT;

void create() {
  ::create();
  set_names(({ "hollow", "hole" }));
  set_short("a hollow between the roots");
  set_long("Something has dug itself in under the rowan. A thin person could follow.");
  set_way("down", VILLAGE "burrow");
  set_secret(1);
}
