/**
 * How far a player is in which quests. Only the quest daemon writes here.
 */
#pragma strict_types

#include <globals.h>

private mapping deeds = ([ ]);

/** Quest to stage, as the quest daemon numbers them. */
mapping query_deeds() { return copy(deeds); }

/** How far it is in a quest; undefined when it has not begun. */
int query_deed(string quest) { return deeds[quest]; }

/** Notes a stage. */
void set_deed(string quest, int stage) {
  if (base_name(previous_object()) != QUEST_D) error("Quests are noted by their daemon.\n");
  deeds[quest] = stage;
}
