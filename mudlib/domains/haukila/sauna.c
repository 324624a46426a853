/**
 * The sauna, which mends people.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_ROOM;

/** What one ladle of water does, in points of health. */
#define HEAT 6

/** `throw water` heals who sits here. */
int do_throw(string arg) {
  object me = this_player();

  if (!arg || strsrch(arg, "water") == -1) return notify_fail("Throw what? There is water in the ladle.\n");
  if (me->is_ghost()) return notify_fail("Steam goes through you.\n");
  write("Water hits the stones and is gone. The heat comes down on you like a warm bear.\n");
  me->act("throws water on the stones. Steam rolls along the ceiling.");
  me->heal(HEAT);
  return 1;
}

void init() {
  add_action("do_throw", "throw");
}

void create() {
  ::create();
  set_short("the sauna");
  set_long("Black walls, a heap of hot stones, three benches one above the other. A ladle stands in a pail of water: "
    "one could `throw water` on the stones.\nA hatch in the north leads to the boathouse.");
  set_details(([
    ({ "stones", "heap" }): "They glow a little, if one shades one's eyes.",
    ({ "benches", "bench" }): "On the lowest sit the strangers, on the highest the old women.",
    ({ "ladle", "pail", "water" }): "Birch, with a long handle. `throw water`, and you will feel better.",
    ({ "walls", "wall" }): "A hundred years of soot.",
  ]));
  set_senses("Smoke and birch leaves.", "The stones tick.");
  set_exits(([ "north": VILLAGE "boathouse" ]));
  set_peaceful(1);
}
