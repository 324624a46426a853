#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private string line_of(string name) {
  object body = find_connected(name);
  int last = ACCOUNTS_D->query_last_login(name);

  return sprintf("  %-12s %-8s %s\n", capitalize(name), ACCOUNTS_D->query_role(name),
    body ? "here now" : last ? "last here " + strftime("%Y-%m-%d", last) : "not here yet");
}

int main(string arg) {
  write("Those who build and keep this world:\n" + implode(map(ACCOUNTS_D->query_builders(), (: line_of($1) :)), ""));
  return 1;
}

string help() {
  return "wizlist\n\nLists those who build and keep this world. See also: who, finger.\n";
}
