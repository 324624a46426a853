#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  if (!arg) return fail("Say what?");
  done("You say: " + arg);
  this_player()->speak(arg);
  return 1;
}

string help() {
  return "say WORDS\n'WORDS\n\nSays something to everybody here.\n";
}
