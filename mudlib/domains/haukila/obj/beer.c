/**
 * A mug of small beer.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_DRINK;

void create() {
  ::create();
  set_names(({ "beer", "mug", "small beer" }));
  set_short("a mug of small beer");
  set_long("A birch mug with a lid. It smells of juniper.");
  set_drink("small beer", 4, 4);
  set_value(3);
}
