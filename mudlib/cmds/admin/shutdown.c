/** Stops the driver, or puts a new one in its place. */
#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  int again;

  arg = arg ? trim(arg) : "";
  again = arg == "--reexec" || strsrch(arg, "--reexec ") == 0;
  if (again) arg = trim(arg[8..]);
  log_file("shutdown", sprintf("%O%s: %s", this_player(), again ? " (reexec)" : "", arg));
  shout(sprintf("%s %s%s\n", this_player()->query_cap_name(), again ? "makes the world anew" : "stops the world",
    arg == "" ? "." : ": " + arg));
  foreach (object body in users()) catch(body->save_me());
  if (again) reexec();
  else shutdown(0);
  return 1;
}

string help() {
  return "shutdown [--reexec] [WHY]\n\n"
    "Saves everybody and stops the driver. With --reexec a new driver goes on at\n"
    "once: telnet connections stay open, and everybody stands where they stood.\n";
}
