/**
 * Who keeps the shop.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_NPC;

void create() {
  ::create();
  set_name("eero");
  set_names(({ "eero", "shopkeeper", "man" }));
  set_short("Eero");
  set_long("A thin man on a ladder. He limps, though nobody has seen him fall.");
  set_protected("He has gone up the ladder before you have moved.");
  set_level(3);
  set_chats(8, ({
    "No credit. I say it before you ask.",
    ":counts something on his fingers, and begins again.",
    "A lantern is what you want. Everybody wants a lantern who comes back for one.",
  }));
  set_answers(([
    ({ "lantern", "light", "dark" }): "Eight marks and a bit, oil included. `light lantern`, and put it out when the sun shines, or it will not last.",
    "boot": "It was a good pair. Then I went swimming at the island, as a boy. Something wanted the other one.",
    ({ "credit", "cousin" }): "No.",
    ({ "island", "bell" }): "I sell rope and soap. I do not go over there, and I do not talk about it.",
    "hello": "Wipe your feet.",
  ]));
}
