#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

/** Longest title; it must fit on a line of `who`. */
#define MAX_TITLE 40

int main(string arg) {
  arg = plain_text(arg || "");
  if (strlen(arg) > MAX_TITLE) return fail(sprintf("At most %d characters.", MAX_TITLE));
  this_player()->set_title(arg);
  write(sprintf("You are %s now.\n", this_player()->short()));
  return 1;
}

string help() {
  return "title WORDS\n\nSets what follows your name: `title the curious`.\n";
}
