#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private void show_all() {
  mapping known = SETTINGS_D->query_known();

  foreach (string name in sort_array(keys(known), 1))
    write(sprintf("%-8s %-6s  %s (%s)\n", name, this_player()->query_setting(name), known[name]["text"],
      implode(known[name]["values"], ", ")));
}

int main(string arg) {
  string name, value;

  if (!arg) {
    show_all();
    return 1;
  }
  if (sscanf(lower_case(arg), "%s %s", name, value) != 2) return fail("set, or set NAME VALUE");
  if (!this_player()->set_setting(name, value)) return fail("There is no such setting or value. `set` lists them.");
  return done(sprintf("%s is %s now.", capitalize(name), value));
}

string help() {
  return "set\nset NAME VALUE\n\n"
    "Shows or changes what you like: colours, prompt, pages, short rooms and\n"
    "fights. What is `auto` is as your client says. `set reader on` makes everything fit for a screen reader; most clients\n"
    "for one say so themselves.\n";
}
