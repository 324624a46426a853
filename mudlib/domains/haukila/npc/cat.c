/**
 * The inn's cat.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_NPC;

/** She eats what can be eaten. */
void given(object giver, object thing) {
  if (!thing->is_edible()) return;
  act("eats " + thing->the_short() + " and regards you with respect.");
  thing->remove();
}

void create() {
  ::create();
  set_name("cat");
  set_names(({ "cat", "grey cat" }));
  set_short("a grey cat");
  set_long("Grey as the lake, and about as interested in you.");
  set_chats(10, ({ ":washes a paw.", ":watches something that you cannot see.", ":walks along the counter as if it were hers." }));
  set_wander(4, ({ VILLAGE "inn", VILLAGE "loft", VILLAGE "square" }));
  set_answers(([ "cat": ":looks at you. It is not impressed." ]));
}
