#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

/** Longest title; it must fit on a line of `who`. */
#define MAX_TITLE 40

int main(string arg) {
  if (arg && strlen(arg) > MAX_TITLE) return fail(sprintf("At most %d characters.", MAX_TITLE));
  this_player()->set_title(arg || "");
  return done(sprintf("You are %s now.", this_player()->short()));
}

string help() {
  return "title WORDS\n\nSets what follows your name: `title the curious`.\n";
}
