#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  this_player()->save_me();
  write("Saved.\n");
  return 1;
}

string help() {
  return "save\n\nSaves you now. That also happens every few minutes, and when you quit.\n";
}
