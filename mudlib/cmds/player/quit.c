#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();

  if (me->is_fighting()) return fail("Not in the middle of a fight.");
  write("Good bye. You are saved.\n");
  me->act("leaves the world.");
  me->remove();
  return 1;
}

string help() {
  return "quit\n\nSaves you, with what you carry, and leaves the world.\n";
}
