#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private string line_of(string name, mapping mud) {
  mapping figures = mud["figures"];

  return sprintf("  %-20s %-30s %s%s\n", name, mud["host"] + " " + mud["port"], mud["state"],
    figures["PLAYERS"] ? ", " + count_of(to_int(figures["PLAYERS"]), "player") : "");
}

int main(string arg) {
  mapping muds = MUDS_D->query_muds();

  write(sprintf("%s: %s here, up %s.\n", MUD_NAME, count_of(sizeof(users()), "player"), duration(uptime())));
  if (!sizeof(muds)) return done("No other games are known here.");
  write("Other games:\n" + implode(map(sort_array(keys(muds), 1), (: line_of($1, $(muds)[$1]) :)), ""));
  return 1;
}

string help() {
  return "mudlist\n\n"
    "Lists other games and how they are, as they say themselves (MSSP). Those not heard\n"
    "of for a while are asked anew: look again in a moment. Admins keep the list in\n"
    "/secure/muds, a line `Name host port` for each.\n";
}
