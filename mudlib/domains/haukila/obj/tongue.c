/**
 * The bell's tongue.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_ITEM;

void create() {
  ::create();
  set_names(({ "tongue", "clapper", "bell tongue" }));
  set_short("the tongue of a bell");
  set_long("Iron, the length of an arm, with a ball at its end worn flat on two sides. It hums when you hold it.");
  set_weight(9);
}

/** Whoever has it is a step further. */
int move(mixed destination) {
  if (!::move(destination)) return 0;
  if (environment() && interactive(environment())) QUEST_D->advance(environment(), BELL_QUEST, BELL_TONGUE);
  return 1;
}
