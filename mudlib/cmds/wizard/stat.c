#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private string lines_about(object ob) {
  return sprintf("%-12s %s\n%-12s %s\n%-12s %O\n%-12s %s\n%-12s %s\n%-12s %s\n",
    "object", file_name(ob),
    "short", ob->short() || "-",
    "inside", environment(ob),
    "holds", enumerate(map(all_inventory(ob), (: file_name($1) :))),
    "inherits", enumerate(deep_inherit_list(ob)),
    "kind", enumerate(({ clonep(ob) ? "clone" : "blueprint",
      sprintf("%d of its program in memory", sizeof(children(base_name(ob)))) })
      + (living(ob) ? ({ "living" }) : ({ }))
      + (interactive(ob) ? ({ "connected from " + query_ip_number(ob) }) : ({ }))
      + (query_heart_beat(ob) ? ({ "heart beat" }) : ({ }))));
}

int main(string arg) {
  object target = find_target(arg || "here");

  if (!target) return fail("There is no such object.");
  write(lines_about(target));
  return 1;
}

string help() {
  return "stat [OBJECT]\n\nTells what an object is: its place, contents, programs. See also: dump.\n";
}
