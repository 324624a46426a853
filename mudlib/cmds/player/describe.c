#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

/** Longest description of oneself. */
#define LONGEST 400

int main(string arg) {
  if (arg && strlen(arg) > LONGEST) return fail(sprintf("At most %d characters.", LONGEST));
  this_player()->set_looks(arg || "");
  return done(arg ? "That is what people see of you now." : "There is nothing special about you now.");
}

string help() {
  return "describe WORDS\ndescribe\n\n"
    "Says what people see when they look at you, in whole sentences; alone, takes\n"
    "it away.\n";
}
