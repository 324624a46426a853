/**
 * A heron, which stands.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_NPC;

void create() {
  ::create();
  set_name("heron");
  set_names(({ "heron", "bird" }));
  set_short("a heron");
  set_long("It stands on one leg, and has forgotten the other.");
  set_level(2);
  set_natural_attack("stab", "stabs", 4);
  set_chats(5, ({ ":stands.", ":goes on standing.", ":puts down the other leg, thinks better of it, and pulls it up again." }));
}
