#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

private int to_all(string text) {
  foreach (object body in users()) if (environment(body)) body->tell(text);
  log_file("echo", sprintf("%s to all: %s", this_player()->query_name(), text));
  return 1;
}

private int to_one(string name, string text) {
  object body = find_player(lower_case(name));

  if (!body) return fail("Nobody of that name is here.");
  body->tell(text);
  return done(sprintf("%s sees: %s", body->query_cap_name(), text));
}

int main(string arg) {
  string name, text;

  if (!arg) return fail("Echo what?");
  if (sscanf(arg, "-all %s", text) == 1) return to_all(text);
  if (sscanf(arg, "-to %s %s", name, text) == 2) return to_one(name, text);
  tell_room(environment(this_player()), arg + "\n");
  return 1;
}

string help() {
  return "echo TEXT\necho -to NAME TEXT\necho -all TEXT\n\n"
    "Lets those here, one person, or everybody see a line that is nobody's. To all\n"
    "is logged.\n";
}
