/**
 * The top of the tower.
 */
#pragma strict_types

#include <globals.h>

inherit STD_ROOM;

/** What the sky does, by hour of the day. */
private string sky() {
  int hour = time() / 3600 % 24;

  if (hour < 5) return "Stars stand over the roofs.";
  if (hour < 8) return "The sun comes up behind the hills.";
  if (hour < 18) return "Gulls circle over the roofs.";
  if (hour < 21) return "The sun goes down in the bay.";
  return "Lights go on in the harbour, one after another.";
}

string long() {
  return ::long() + sky() + "\n";
}

void create() {
  ::create();
  set_short("the lookout");
  set_long("The whole town lies below: the square with its well, the smithy's smoke, "
    "the masts in the harbour.");
  set_details(([
    ({ "masts", "harbour" }): "Three ships. One of them is yours, if you ask the right person.",
    ({ "smoke", "smithy" }): "It smells of iron even up here.",
  ]));
  set_exits(([ "down": "/domains/haukila/tower" ]));
  set_spawns(([ "/domains/haukila/obj/spyglass": 1 ]));
}
