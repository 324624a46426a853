/**
 * What the miller left behind.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_COINS;

void create() {
  ::create();
  set_count(20);
}
