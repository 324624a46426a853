#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  object me = this_player();
  string path;
  object ob;

  if (!arg) return fail("Clone which file?");
  path = program_of(explode(arg + "#", "#")[0]);
  if (!load_program(path)) return 1;
  ob = new(path);
  if (living(ob) || !ob->is_gettable() || !ob->move(me)) ob->move(environment(me));
  write(sprintf("%s cloned: %s.\n", file_name(ob), ob->short() || "it has no short()"));
  me->act(sprintf("makes %s.", ob->short() || "something"));
  return 1;
}

string help() {
  return "clone FILE\n\nMakes an object of a program: into your hands if it can be carried, else here.\n";
}
