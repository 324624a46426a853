#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  string text = HELP_D->page_for(arg || "start", role_of(this_player()) || "player");

  if (!text) return fail(sprintf("There is no help on `%s`. Try `commands`.", arg));
  this_player()->page(text);
  return 1;
}

string help() {
  return "help\nhelp TOPIC\n\nShows a page about a command or a topic.\n";
}
