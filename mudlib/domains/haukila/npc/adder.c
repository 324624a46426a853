/**
 * An adder: leaves you alone if you leave it alone.
 */
#pragma strict_types

#include "../haukila.h"

inherit STD_NPC;

void create() {
  ::create();
  set_name("adder");
  set_names(({ "adder", "snake" }));
  set_short("an adder");
  set_long("A zigzag of black on grey. It knows you are there, and waits to see whether you know that it is.");
  set_level(2);
  set_natural_attack("bite", "bites", 5);
  set_chats(10, ({ ":tastes the air.", ":pours itself over a root." }));
}
