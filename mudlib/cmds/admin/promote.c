#pragma strict_types

#include <globals.h>
#include <roles.h>

inherit "/std/wizard_command";

int main(string arg) {
  string *words = words_of(arg);
  object body;

  if (sizeof(words) != 2 || member_array(words[1], ALL_ROLES) == -1)
    return fail(sprintf("promote NAME %s", implode(ALL_ROLES, "|")));
  if (!ACCOUNTS_D->set_role(lower_case(words[0]), words[1]))
    return fail("There is no such account, or it is not for you to do.");
  write(sprintf("%s is a %s now, from the next login on.\n", capitalize(words[0]), words[1]));
  body = find_player(lower_case(words[0]));
  if (body) body->tell(sprintf("You are a %s now. Quit and come back.", words[1]));
  return 1;
}

string help() {
  return "promote NAME player|wizard|planner|admin\n\n"
    "Sets the role of an account. A wizard or planner gets a directory under\n"
    "/players.\n";
}
