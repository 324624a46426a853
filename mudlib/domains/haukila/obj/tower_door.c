/**
 * The door of the tower, between lane and tower.
 */
#pragma strict_types

#include <globals.h>

inherit STD_DOOR;

void create() {
  ::create();
  set_names(({ "door", "tower door" }));
  set_short("the tower door");
  set_long("Oak and iron, black with age. Somebody has carved OPEN ME into it.");
  set_between("/domains/haukila/lane", "/domains/haukila/tower");
}
