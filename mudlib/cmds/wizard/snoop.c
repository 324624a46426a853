#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  object me = this_player();
  object victim = arg && find_player(lower_case(arg));

  if (!arg) {
    snoop(me);
    write("You snoop nobody.\n");
    return 1;
  }
  if (!victim || victim == me) return fail("Snoop whom?");
  log_file("snoop", sprintf("%O snoops %O", me, victim));
  if (catch(victim = snoop(me, victim)) || !victim) return fail("You may not.");
  write(sprintf("You see what %s sees. `snoop` alone ends it.\n", victim->query_cap_name()));
  return 1;
}

string help() {
  return "snoop NAME\nsnoop\n\n"
    "Shows you what a player sees and types, but no passwords; alone, ends it. It\n"
    "is logged.\n";
}
