#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  string which;

  if (arg && sscanf(arg, "stop %s", which) == 1) {
    if (!abort(to_int(which))) return fail("You have no job of that number.");
    write("Stopped.\n");
    return 1;
  }
  if (!sizeof(fibers())) return fail("Nothing of yours waits.");
  foreach (mapping job in fibers())
    write(sprintf("  %6d  %-40s %10d ticks\n", job["id"], job["waiting_for"], job["ticks"]));
  return 1;
}

string help() {
  return "jobs\njobs stop NUMBER\n\nLists what you have waiting, or ends one of them.\n";
}
