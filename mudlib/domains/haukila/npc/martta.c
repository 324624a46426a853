/**
 * The innkeeper.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_NPC;

void create() {
  ::create();
  set_name("martta");
  set_names(({ "martta", "innkeeper", "woman" }));
  set_short("Martta");
  set_long("The innkeeper is small and round, and has a ladle within reach at all times. It is not only for soup.");
  set_protected("The ladle comes down on your knuckles before you have begun.");
  set_level(4);
  set_chats(8, ({
    "Eat something. You look like a heron.",
    ":wipes a mug that was clean before.",
    ":looks up at the pike over the hearth. It does not look back.",
  }));
  set_answers(([
    ({ "pie", "food", "eat" }): "Pike and onions, under a crust. `buy pie`. Otso in the wood would sell his soul for one, but he never comes out.",
    ({ "otso", "charcoal" }): "My brother. He has sat by that kiln since the night the bell fell silent. Take him a pie, if you go that way.",
    ({ "pike", "fish" }): "We do not talk about the pike.",
    ({ "bell", "tongue" }): "Ask Sister Aune. I only know that nobody sleeps through the night any more.",
    "hello": "Sit down where you like, but not under the pike.",
  ]));
}
