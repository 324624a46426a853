/**
 * The town crier: tells newcomers where to go.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_NPC;

void create() {
  ::create();
  set_name("crier");
  set_names(({ "crier", "town crier", "man" }));
  set_short("the town crier");
  set_long("He has a handbell in one hand and a roll of news under the other arm. People set their day by him, "
    "now that the chapel is silent, and he does not like it.");
  set_protected("He rings his handbell at you, and the whole square looks up. Not here.");
  set_level(3);
  set_chats(8, ({
    "Hear, hear! The bell of Haukila is silent! Sister Aune in the chapel asks for help!",
    "Newcomers: say `help` to me, or type it!",
    "Fish pie at the Sleeping Pike! Knives at the smithy! Rats at the mill, for free!",
    ":rings his handbell, and winces.",
  }));
  set_answers(([
    ({ "help", "newbie" }): "Type `help newbie`, friend, and `look` at everything. Buy a knife at the smithy before you go among the rats.",
    "smith": "East of here. Mind the sparks.",
    "tower": "North, through the lane. They say the book at its foot reads itself.",
    ({ "bell", "aune", "chapel" }): "North, then west: the chapel. `ask aune about bell`, she knows more than I do.",
    ({ "rat", "mill" }): "West along the shore. Take a light if you go down into the cellar.",
    ({ "inn", "martta", "pie" }): "West of here. Do not mention the pike to Martta.",
    ({ "island", "ferry", "tapio" }): "Tapio rows from the end of the pier, south of the harbour. Two marks. He does not haggle.",
    "hello": "A good day to you!",
  ]));
}
