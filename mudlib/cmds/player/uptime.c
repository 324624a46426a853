#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  return done(sprintf("%s has been up for %s.", MUD_NAME, duration(uptime())));
}

string help() {
  return "uptime\n\nSays since when the world stands.\n";
}
