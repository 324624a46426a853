/**
 * The town crier: tells newcomers where to go.
 */
#pragma strict_types

#include <globals.h>

inherit STD_NPC;

void create() {
  ::create();
  set_name("crier");
  set_names(({ "crier", "town crier", "man" }));
  set_short("the town crier");
  set_long("He has a bell in one hand and a roll of news under the other arm.");
  set_chats(8, ({
    "Hear, hear! The tower is open to all who can climb!",
    "Newcomers: say `help` to me, or type it!",
    ":rings his bell.",
  }));
  set_answers(([
    "help": "Type `help`, friend, and `look` at everything. The smith likes company.",
    "smith": "East of here. Mind the sparks.",
    "tower": "North, through the lane. They say the book at its foot reads itself.",
    "hello": "A good day to you!",
  ]));
}
