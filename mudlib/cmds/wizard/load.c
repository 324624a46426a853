#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  if (!arg) return fail("Load which file?");
  show("Loaded ", load_object(program_of(arg)));
  return 1;
}

string help() {
  return "load FILE\n\nLoads a program, if it is not in memory yet.\n";
}
