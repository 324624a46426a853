#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  object target = arg && find_target(arg);
  string name;

  if (!target) return fail("Destruct what?");
  if (interactive(target)) return fail("Not somebody who is connected.");
  name = file_name(target);
  destruct(target);
  write(name + " destructed.\n");
  return 1;
}

string help() {
  return "dest OBJECT\n\nDestructs an object: a thing here, a path, or a clone such as ~/orc#3.\n";
}
