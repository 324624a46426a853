#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

/** Out of the way while their room is made anew. */
private object *evacuate(object room) {
  object *people = filter(all_inventory(room), (: interactive($1) :));

  foreach (object body in people) body->move(VOID_ROOM);
  return people;
}

/** The objects in memory, clones left out, that inherit a program. */
private object *heirs_of(string path) {
  return objects((: !clonep($1) && inherits($(path) + ".c", $1) :));
}

private int update_one(string path) {
  object old = find_object(path);
  object *people = old ? evacuate(old) : ({ });
  object fresh;
  string oops;

  if (old) destruct(old);
  oops = catch(fresh = load_object(path));
  foreach (object body in people) if (fresh) body->move(fresh);
  if (!oops) write(path + ": updated.\n");
  else if (strsrch(oops, "does not compile") == -1) write(sprintf("%s: %s", path, oops));
  else write(path + ": does not compile.\n");
  return !oops;
}

int main(string arg) {
  string *words = words_of(arg);
  int deep = sizeof(words) && words[0] == "-r";
  string path;
  object *heirs;

  if (sizeof(words) != 1 + deep) return fail("update [-r] FILE");
  path = words[deep] == "here" ? base_name(environment(this_player())) : program_of(words[deep]);
  if (file_size(path + ".c") < 0) return fail(path + ".c: no such file.");
  heirs = deep ? heirs_of(path) : ({ });
  if (!update_one(path)) return 1;
  foreach (object heir in heirs) if (heir) update_one(file_name(heir));
  return 1;
}

string help() {
  return "update FILE\nupdate -r FILE\nupdate here\n\n"
    "Compiles a program anew and shows what the compiler says. Clones that exist keep\n"
    "the old program. -r also updates all that inherit it.\n";
}
