/**
 * Rye bread.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_FOOD;

void create() {
  ::create();
  set_names(({ "bread", "rye bread", "loaf" }));
  set_short("a rye loaf");
  set_long("Round, black, with a hole in the middle to hang it up by.");
  set_taste("Sour, and good.");
  set_nourishment(6);
  set_value(2);
}
