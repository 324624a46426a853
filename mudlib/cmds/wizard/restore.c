#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  object who = arg ? find_target(arg) : this_player();

  if (!who || !living(who)) return fail("Restore whom?");
  who->revive();
  who->set_hp(who->query_max_hp());
  log_file("restore", sprintf("%s restores %O", this_player()->query_name(), who));
  who->tell("You feel as if newly made.");
  return done("Ok.");
}

string help() {
  return "restore [NAME]\n\nGives somebody, or yourself, life and full health. It is logged.\n";
}
