#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  if (!arg) return fail("unban NAME|ADDRESS");
  if (!BANS_D->remove_ban(lower_case(arg))) return fail("That is not on the list.");
  return done(sprintf("%s may come in again.", arg));
}

string help() {
  return "unban NAME|ADDRESS\n\nTakes a ban back, written as `ban` lists it.\n";
}
