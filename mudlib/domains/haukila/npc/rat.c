/**
 * A rat: what everybody begins with.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_NPC;

void create() {
  ::create();
  set_name("rat");
  set_names(({ "rat", "water rat" }));
  set_short("a water rat");
  set_long("Wet, brown, and as long as a forearm without the tail.");
  set_level(1);
  set_natural_attack("bite", "bites", 3);
  set_chats(10, ({ ":washes its whiskers.", ":shows its teeth. They are orange." }));
  set_answers(([ ]));
}

/** Rats do not talk. */
void heard(object speaker, string words) { }
