#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private string line_of(object body) {
  return sprintf("%-12s %-8s %-16s %5s  %s", body->query_name() || "(login)", role_of(body) || "-",
    query_ip_number(body), duration(query_idle(body)),
    environment(body) ? file_name(environment(body)) : "-");
}

int main(string arg) {
  write(implode(map(users(), (: line_of($1) :)), "\n") + "\n");
  return 1;
}

string help() {
  return "users\n\nLists connections: name, role, address, idle time and place.\n";
}
