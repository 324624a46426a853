#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

#define SECTIONS ({ "efun", "apply", "lfun", "concept", "help" })

private string page_of(string topic) {
  foreach (string section in SECTIONS)
    foreach (string suffix in ({ ".md", "" })) {
      string text = read_file(sprintf("/doc/%s/%s%s", section, topic, suffix));

      if (text) return text;
    }
  return 0;
}

int main(string arg) {
  string text;

  if (!arg || strsrch(arg, "/") != -1 || strsrch(arg, ".") != -1) return fail("Read about what?");
  text = page_of(lower_case(trim(arg)));
  if (!text) return fail(sprintf("There is no page about `%s`.", arg));
  this_player()->page(text);
  return 1;
}

string help() {
  return "man TOPIC\n\nShows the driver's page about an efun, an apply or a concept: `man clone_distributed`.\n";
}
