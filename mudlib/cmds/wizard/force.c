#pragma strict_types

#include <globals.h>
#include <roles.h>

inherit "/std/wizard_command";

int main(string arg) {
  object target;
  string name, what;

  if (!arg || sscanf(arg, "%s %s", name, what) != 2) return fail("Force whom to do what?");
  target = find_player(lower_case(name)) || find_living(lower_case(name));
  if (!target) return fail("Nobody of that name is here.");
  if (role_of(target) && role_of(target) != ROLE_PLAYER && role_of(this_player()) != ROLE_ADMIN) return fail("Not one of your own kind.");
  log_file("force", sprintf("%O forces %O: %s", this_player(), target, what));
  target->tell(this_player()->query_cap_name() + " forces you.");
  if (!target->obey(what)) return fail("They do not know how.");
  write("Ok.\n");
  return 1;
}

string help() {
  return "force NAME COMMAND\n\nMakes somebody do something. It is logged, and has only the rights both of\nyou have. Only admins force builders.\n";
}
