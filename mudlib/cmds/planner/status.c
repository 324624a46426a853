#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

int main(string arg) {
  write(json_encode(([
    "time": time(),
    "uptime": uptime(),
    "room": file_name(environment(this_player())),
    "cwd": this_player()->query_cwd(),
    "users": map(users(), (: $1->query_name() || "" :)),
    "errors": sizeof(ERRORS_D->query_errors()),
  ])) + "\n");
  return 1;
}

string help() {
  return "status\n\nOne line of JSON: time, uptime, room, cwd, users, number of errors.\n";
}
