#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  string name = this_player()->query_heard_from();

  if (!arg) return fail("Reply what?");
  if (!name) return fail("Nobody told you anything.");
  return "/cmds/player/tell"->main(name + " " + arg);
}

string help() {
  return "reply WORDS\n\nAnswers the player who told you something last.\n";
}
