/**
 * The old mill.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the old mill");
  set_long("Two millstones lie one on the other like sleeping cattle. Flour dust has turned to grey paste in every corner. "
    "A ladder goes up to the loft, and a hole in the floor, with steps in it, down to where it is dark.\n"
    "The door is south.");
  set_details(([
    ({ "millstones", "millstone", "stones" }): "The upper one is cracked across. They say that it was on the night when the bell fell silent.",
    ({ "dust", "flour", "paste" }): "Small feet have left their tracks in it, going down.",
    "ladder": "It holds. It only complains.",
    ({ "hole", "steps", "floor" }): "You cannot see the bottom. Take a light.",
  ]));
  set_senses("Mould.", "Something small scratches below.");
  set_exits(([ "south": SHORE "marsh", "up": SHORE "mill_loft", "down": SHORE "mill_cellar" ]));
  set_spawns(([ NPC "rat": 1 ]));
}
