#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  COMMAND_D->rehash();
  SOUL_D->rehash();
  QUEST_D->rehash();
  return done("Commands, feelings and quests are looked up anew.");
}

string help() {
  return "rehash\n\n"
    "Looks for commands, feelings and quests anew, after one was added or taken\n"
    "away.\n";
}
