#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  this_player()->set_away(arg || "back soon");
  return done(sprintf("You are away now%s. What you type next brings you back.", arg ? " (" + arg + ")" : ""));
}

string help() {
  return "afk [WHY]\n\n"
    "Says that you are away from the keyboard: `who` shows it, and so does a `tell`.\n"
    "The next thing you type ends it.\n";
}
