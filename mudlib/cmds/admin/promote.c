#pragma strict_types

#include <globals.h>
#include <roles.h>

inherit "/std/wizard_command";

int main(string arg) {
  string *words = words_of(arg);
  object body;
  string fault;

  if (sizeof(words) != 2 || member_array(words[1], ALL_ROLES) == -1)
    return fail(sprintf("promote NAME %s", implode(ALL_ROLES, "|")));
  fault = ACCOUNTS_D->set_role(lower_case(words[0]), words[1]);
  if (fault) return fail(fault);
  write(sprintf("%s is %s now, from the next login on.\n", capitalize(words[0]), add_article(words[1])));
  body = find_player(lower_case(words[0]));
  if (body) body->tell(sprintf("You are %s now. Quit and come back.", add_article(words[1])));
  return 1;
}

string help() {
  return "promote NAME player|wizard|planner|admin\n\n"
    "Sets the role of an account. A wizard or planner gets a directory under\n"
    "/players.\n";
}
