/**
 * Where the wood begins.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("the edge of the wood");
  set_long("The cart track from the smithy in the west comes to an end among stumps. "
    "Birches stand in the east, white and close, and a path winds north to where one hears water.");
  set_details(([
    ({ "stumps", "stump" }): "Somebody cuts more than grows back. It smells of resin and of an argument.",
    ({ "birches", "birch" }): "From here they look like writing.",
    ({ "track", "cart track" }): "Charcoal dust lies in the ruts.",
  ]));
  set_exits(([ "west": VILLAGE "smithy", "east": WOOD "birches", "north": WOOD "spring" ]));
  set_outdoors(1);
}
