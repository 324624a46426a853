#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  if (!arg) return fail("Resolve which gem-pointer?");
  this_player()->page(meshfs_resolve(arg));
  return 1;
}

string help() {
  return "meshfs URI\n\nShows what a gem-pointer names: `meshfs gem-pointer://wiki/workers/word_count`.\n";
}
