#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  if (!arg) return fail("Which directory?");
  if (!mkdir(path_of(arg))) return fail(path_of(arg) + " cannot be made.");
  write(path_of(arg) + " made.\n");
  return 1;
}

string help() {
  return "mkdir DIRECTORY\n\nMakes a directory.\n";
}
