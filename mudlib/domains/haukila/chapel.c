/**
 * The chapel: its bell has lost its tongue, and the dead wake up here.
 */
#pragma strict_types

#include "haukila.h"

inherit STD_ROOM;

/** The dead come back to life here, if they pray. */
int query_shrine() { return 1; }

void create() {
  ::create();
  set_short("the chapel of the drowned");
  set_long("White walls, a boat hung from the ceiling by four chains, and a window full of water: "
    "whoever made it had only blue glass. A rope comes down from the belfry and ends in a knot at the height of a hand.\n"
    "The lane is east; a low door in the west leads to the graves.");
  set_details(([
    ({ "boat", "chains" }): "Names are carved into its planks, one for each who did not come home. The last planks are still bare.",
    "window": "When the sun shines through it, the whole chapel stands under water.",
    ({ "rope", "knot" }): "You pull. Above, something swings, and makes no sound at all.",
    ({ "belfry", "bell" }): "The bell hangs there, green with age. One can see up into it: where the tongue should be, there is a hook and nothing on it.",
    ({ "walls", "wall" }): "Limewashed every spring.",
  ]));
  set_readings(([ ({ "boat", "names", "planks" }): "AINO. HEIKKI. BOTH PEKKAS. THE STRANGER WITH THE RED COAT." ]));
  set_senses("Wax and lake water.", "Nothing. It is a place made for a sound that is not there.");
  set_exits(([ "east": VILLAGE "lane", "west": VILLAGE "graveyard" ]));
  set_spawns(([ NPC "aune": 1 ]));
  set_peaceful(1);
}
