/**
 * The silent bell: asks for the key, the crypt, a fight, and the way back.
 */
#pragma strict_types

#include <globals.h>

inherit STD_QUEST;

void create() {
  ::create();
  set_title("The silent bell");
  set_stages(({
    "The chapel's bell has lost its tongue. A näkki has it, in the crypt under the ruin on the island. "
      "Otso the charcoal burner, in the wood east of the smithy, has the key.",
    "Otso gave you the key of the crypt for a fish pie. Tapio rows to the island from the end of the pier.",
    "You have unlocked the crypt. It is dark down there, and something breathes.",
    "You have the tongue of the bell. Sister Aune waits for it in the chapel.",
    "The bell of Haukila rings again.",
  }));
  set_reward(250, 50);
}
