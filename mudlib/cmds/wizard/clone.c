#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  object me = this_player();
  object ob;

  if (!arg) return fail("Clone which file?");
  ob = new(program_of(arg));
  if (!ob) return fail(program_of(arg) + ".c makes no object: is it there?");
  if (living(ob) || !ob->is_gettable() || !ob->move(me)) ob->move(environment(me));
  write(sprintf("%s cloned: %s.\n", file_name(ob), ob->short() || "it has no short()"));
  me->act(sprintf("makes %s.", ob->short() || "something"));
  return 1;
}

string help() {
  return "clone FILE\n\nMakes an object of a program: into your hands if it can be carried, else here.\n";
}
