/**
 * A torch: cheap, and soon burnt out.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_LIGHT;

void create() {
  ::create();
  set_names(({ "torch" }));
  set_short("a torch");
  set_long("A stick with tarred rags round one end.");
  set_fuel(600);
  set_value(2);
}
