/**
 * The cup at the spring, which is never empty.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_DRINK;

void create() {
  ::create();
  set_names(({ "cup", "birch cup", "spring", "water" }));
  set_short("a birch cup");
  set_long("It hangs on a string beside the spring. One drinks from it, and hangs it back.");
  set_drink("spring water", 1, 3);
}

/** The spring fills it again at once. */
int drunk_by(object who) {
  refill();
  return ::drunk_by(who);
}

/** It stays where it hangs. */
int is_gettable() {
  return 0;
}
