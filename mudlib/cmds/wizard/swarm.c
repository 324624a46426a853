#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  show("", swarm_status());
  return 1;
}

string help() {
  return "swarm\n\nShows the nodes and workers of the mesh.\n";
}
