#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  string *lines;

  if (!arg) return fail("Of which channel? `channels` lists them.");
  if (!CHANNEL_D->is_channel(lower_case(arg), this_player())) return fail("There is no such channel.");
  lines = CHANNEL_D->query_history(this_player(), lower_case(arg));
  if (!sizeof(lines)) return done("Nothing was said there lately.");
  this_player()->page(implode(lines, "\n"));
  return 1;
}

string help() {
  return "history CHANNEL\n\nShows what was said on a channel lately.\n";
}
