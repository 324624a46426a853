#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  this_player()->page(sprintf("Feelings:\n%s\n\nAdverbs:\n%s\n",
    rtrim(wrap(implode(SOUL_D->query_feelings(), " "), 78)), rtrim(wrap(implode(SOUL_D->query_adverbs(), " "), 78))));
  return 1;
}

string help() {
  return "feelings\n\n"
    "Lists what you can express, and how: `smile`, `smile warmly at anna`, `hug\n"
    "anna`. An adverb may be cut short.\n";
}
