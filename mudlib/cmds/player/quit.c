#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  object me = this_player();

  write("Good bye. You are saved.\n");
  me->act("leaves the world.");
  me->remove();
  return 1;
}

string help() {
  return "quit\n\nSaves you and leaves the world. You drop what is not yours to keep.\n";
}
