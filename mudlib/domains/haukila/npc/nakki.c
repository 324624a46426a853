/**
 * The näkki, which took the bell's tongue.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_NPC;

void create() {
  ::create();
  set_name("nakki");
  set_names(({ "nakki", "näkki", "spirit", "water spirit" }));
  set_short("the näkki");
  set_long("At first it looks like somebody you know. Then the light moves, and it is a thing of weed and long white hands, "
    "with a pike's teeth.");
  set_level(4);
  set_natural_attack("claw", "claws", 6);
  set_aggressive(25, "rises out of the water, without a ripple.");
  set_chats(8, ({ ":hums.", ":says your name in a voice that you have missed." }));
}

/** There is only one. */
string query_cap_name() { return "The näkki"; }
