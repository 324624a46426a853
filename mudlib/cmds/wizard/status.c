#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  mapping info = driver_info();

  write(sprintf("%s, up %s.\n", MUD_NAME, duration(uptime())));
  foreach (string name in sort_array(keys(info) - ({ "uptime" }), 1)) write(sprintf("  %-12s %s\n", name, info[name] + ""));
  return 1;
}

string help() {
  return "status\n\n"
    "How the driver is: objects, users, heart beats, memory, processor time. See\n"
    "also: profile, swarm.\n";
}
