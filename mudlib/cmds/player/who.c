#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private string line_of(object body) {
  string role = role_of(body) || "";

  return sprintf("  %-12s %-9s %-6s %s", body->query_cap_name(), role == "player" ? "" : role,
    query_idle(body) > 60 ? duration(query_idle(body)) : "", body->query_title());
}

int main(string arg) {
  object *bodies = filter(users(), (: environment($1) :));
  string *lines = sort_array(map(bodies, (: line_of($1) :)), 1);

  write(sprintf("%d here now:\n%s\n", sizeof(bodies), implode(lines, "\n")));
  return 1;
}

string help() {
  return "who\n\nLists who is here, with role and how long each has been idle.\n";
}
