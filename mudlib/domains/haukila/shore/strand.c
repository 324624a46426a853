/**
 * West of the harbour.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ROOM;

void create() {
  ::create();
  set_short("a stony strand");
  set_long("Boulders as grey as seals lie half in the water, and driftwood half out of it. "
    "The harbour is east. In the west the reeds begin.");
  set_details(([
    ({ "boulders", "boulder", "seals" }): "One of them is a seal. No: it was only the light.",
    "driftwood": "Among it the plank of a boat, with half a name: …INO.",
    ({ "water", "lake" }): "So shallow that one sees every stone, and then so deep that one sees none.",
    "reeds": "They stand higher than a man.",
  ]));
  set_senses("Weed and wet stone.", "Pebbles, rolled by small waves.");
  set_exits(([ "east": VILLAGE "harbour", "west": SHORE "reeds" ]));
  set_outdoors(1);
}
