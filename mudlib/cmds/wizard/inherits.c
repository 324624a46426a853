#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

/** A program and what it inherits, each deeper level further in. */
private string tree(string path, string indent) {
  object blueprint = find_object(path);
  string text = indent + path + "\n";

  foreach (string parent in blueprint ? shallow_inherit_list(blueprint) : ({ }))
    text += tree(parent[<2..] == ".c" ? parent[0..<3] : parent, indent + "  ");
  return text;
}

int main(string arg) {
  object target = find_target(arg || "here", 1);

  if (!target) return fail("There is no such object.");
  this_player()->page(tree(base_name(target), ""));
  return 1;
}

string help() {
  return "inherits [OBJECT]\n\nShows what a program inherits, as a tree.\n";
}
