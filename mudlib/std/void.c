/**
 * The place of those whose place is gone.
 */
#pragma strict_types

#include <globals.h>

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the void");
  set_long("Nothing, in all directions. Solid ground must be somewhere.");
  set_exits(([ "out": START_ROOM ]));
}
