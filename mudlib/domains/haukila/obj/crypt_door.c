/**
 * The bars over the crypt's stair.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_DOOR;

void create() {
  ::create();
  set_names(({ "door", "bars", "iron door", "iron bars" }));
  set_short("a door of iron bars");
  set_long("The bars are as thick as a thumb, and two of them are bent: outwards.");
  set_between(ISLAND "ruin", ISLAND "stair");
  set_lock(CRYPT_KEY);
}

/** Whoever unlocks it is a step further. */
string try_lock(int lock, object *keys) {
  string fault = ::try_lock(lock, keys);

  if (!fault && !lock) QUEST_D->advance(this_player(), BELL_QUEST, BELL_CRYPT);
  return fault;
}
