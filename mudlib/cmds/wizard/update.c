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

/** What came of a compile; the master has shown what the compiler said. */
private int report(string path, string oops, string done) {
  if (!oops) write(sprintf("%s: %s.\n", path, done));
  else if (strsrch(oops, "does not compile") == -1) write(sprintf("%s: %s", path, oops));
  else write(path + ": does not compile.\n");
  return !oops;
}

private int update_one(string path) {
  object old = find_object(path);
  object *people = old ? evacuate(old) : ({ });
  object fresh;
  string oops;

  if (old) destruct(old);
  oops = catch(fresh = load_object(path));
  foreach (object body in people) if (fresh) body->move(fresh);
  return report(path, oops, "updated");
}

/** Swaps the program under the objects there are; they keep their variables. */
private int keep_one(string path) {
  object blueprint = find_object(path);
  int changed = 0;
  string oops;

  if (!blueprint) return update_one(path);
  oops = catch(changed = recompile_object(blueprint));
  return report(path, oops, sprintf("%d objects changed", changed));
}

int main(string arg) {
  string *words = words_of(arg);
  string flag = sizeof(words) && member_array(words[0], ({ "-r", "-k" })) != -1 ? words[0] : "";
  string path;
  object *heirs;

  if (flag != "") words = words[1..];
  if (sizeof(words) != 1) return fail("update [-r|-k] FILE");
  path = words[0] == "here" ? base_name(environment(this_player())) : program_of(words[0]);
  if (file_size(path + ".c") < 0) return fail(path + ".c: no such file.");
  if (flag == "-k") {
    keep_one(path);
    return 1;
  }
  heirs = flag == "-r" ? heirs_of(path) : ({ });
  if (!update_one(path)) return 1;
  foreach (object heir in heirs) if (heir) update_one(file_name(heir));
  return 1;
}

string help() {
  return "update FILE\nupdate -r FILE\nupdate -k FILE\nupdate here\n\n"
    "Compiles a program anew and shows what the compiler says. Clones that exist\n"
    "keep the old program. -r also updates all that inherit it. -k puts the new\n"
    "program under the objects there are, clones too: they keep their variables.\n";
}
