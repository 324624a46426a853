#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  object ob;

  if (!arg) return fail("Load which file?");
  ob = load_program(program_of(arg));
  if (ob) show("Loaded ", ob);
  return 1;
}

string help() {
  return "load FILE\n\nLoads a program, if it is not in memory yet.\n";
}
