#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  log_file("shutdown", sprintf("%O: %s", this_player(), arg || ""));
  shout(sprintf("%s stops the world%s\n", this_player()->query_cap_name(), arg ? ": " + arg : "."));
  foreach (object body in users()) catch(body->save_me());
  shutdown(0);
  return 1;
}

string help() {
  return "shutdown [WHY]\n\nSaves everybody and stops the driver.\n";
}
