#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  string text, oops;

  if (!arg) return fail("Resolve which gem-pointer?");
  oops = catch(text = meshfs_resolve(arg));
  if (oops) return fail(trim(oops));
  this_player()->page(text);
  return 1;
}

string help() {
  return "meshfs URI\n\nShows what a gem-pointer names: `meshfs gem-pointer://wiki/workers/word_count`.\n";
}
