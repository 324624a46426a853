#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private string in_words(string name, mixed figure) {
  if (member_array(name, ({ "heap", "rss" })) != -1) return sprintf("%.1f MiB", figure / 1048576.0);
  return floatp(figure) ? sprintf("%.1f s", figure) : figure + "";
}

int main(string arg) {
  mapping info = driver_info();

  write(sprintf("%s, up %s.\n", MUD_NAME, duration(uptime())));
  foreach (string name in sort_array(keys(info) - ({ "uptime" }), 1)) write(sprintf("  %-12s %s\n", name, in_words(name, info[name])));
  return 1;
}

string help() {
  return "status\n\n"
    "How the driver is: objects, users, heart beats, memory, processor time. See\n"
    "also: profile, swarm.\n";
}
