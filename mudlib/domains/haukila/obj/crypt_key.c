/**
 * The key of the crypt.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_KEY;

void create() {
  ::create();
  set_names(({ "key", "iron key", "crypt key" }));
  set_short("an iron key");
  set_long("As long as a hand, and heavy. A fish is cut out of its bow.");
  set_key(CRYPT_KEY);
  set_weight(1);
}
