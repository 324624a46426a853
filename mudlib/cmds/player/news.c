#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  this_player()->page(wrap(read_file(NEWS) || "There is no news.\n", this_player()->query_width()));
  return 1;
}

string help() {
  return "news\n\nWhat has changed in the world, the latest first.\n";
}
