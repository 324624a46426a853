#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  this_player()->page(QUEST_D->log_of(this_player()));
  return 1;
}

string help() {
  return "quests\n\nYour quest log: what you have begun, and how far you are.\n";
}
