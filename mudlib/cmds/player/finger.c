#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

int main(string arg) {
  string name = arg == "me" ? this_player()->query_name() : lower_case(arg || "");
  object body = find_connected(name);
  int last;

  if (name == "") return fail("About whom?");
  if (!ACCOUNTS_D->exists(name)) return fail("Nobody is called that.");
  last = ACCOUNTS_D->query_last_login(name);
  write(sprintf("%s, %s.\n", body ? body->short() : capitalize(name), ACCOUNTS_D->query_role(name)));
  if (body) return done(sprintf("Level %d. Here for %s, idle for %s.", body->query_level(), duration(time() - last), duration(query_idle(body))));
  return done(last ? sprintf("Was here last on %s.", ctime(last)) : "Has never been here.");
}

string help() {
  return "finger NAME\n\nSays who somebody is, and when they were here last.\n";
}
