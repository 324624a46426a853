/**
 * A gull: eats what one drops.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_NPC;

/** Takes a bite of what lies about. */
private void steal() {
  object *food = environment() ? filter(all_inventory(environment()), (: $1->is_edible() :)) : ({ });

  if (!sizeof(food)) return;
  act(sprintf("snatches %s, and is gone with it.", food[0]->the_short()));
  food[0]->remove();
}

protected void chat() {
  if (random(100) < 20) steal();
  ::chat();
}

void create() {
  ::create();
  set_name("gull");
  set_names(({ "gull", "bird" }));
  set_short("a gull");
  set_long("One yellow eye looks at you. The other looks at your lunch.");
  set_natural_attack("peck", "pecks", 2);
  set_chats(6, ({ ":laughs at nothing.", ":struts up and down like a harbour master." }));
}
