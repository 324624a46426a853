#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

#define SECTIONS ({ "apply", "lfun", "concept", "help" })

/** An efun's page, made of what the driver knows of it. */
private string efun_page(string name) {
  mapping info = efun_info(name);
  string text;

  if (!info) return 0;
  text = sprintf("%s  (%s efun)\n\n  %s\n\n%s\n", info["name"], info["family"], info["signature"], info["doc"]);
  if (sizeof(info["examples"])) text += "\nTrue:\n  " + implode(info["examples"], "\n  ") + "\n";
  if (sizeof(info["see_also"])) text += "\nSee also: " + enumerate(info["see_also"]) + ".\n";
  return text;
}

private string file_page(string topic) {
  foreach (string section in SECTIONS)
    foreach (string suffix in ({ ".md", "" })) {
      string text = read_file(sprintf("/doc/%s/%s%s", section, topic, suffix));

      if (text) return text;
    }
  return 0;
}

/** The efuns whose name has the word. */
private string list_of(string word) {
  string *names = filter(efuns(), (: $(word) == "" || strsrch($1, $(word)) != -1 :));

  return sizeof(names) ? implode(names, " ") + "\n" : "";
}

int main(string arg) {
  string topic = lower_case(trim(arg || ""));
  string text;

  if (strsrch(topic, "/") != -1 || strsrch(topic, ".") != -1) return fail("Read about what?");
  text = topic == "" ? list_of("") : efun_page(topic) || file_page(topic) || list_of(topic);
  if (text == "") return fail(sprintf("There is no page about `%s`.", topic));
  this_player()->page(wrap(text, this_player()->query_width()));
  return 1;
}

string help() {
  return "man\nman TOPIC\n\n"
    "Shows the driver's page about an efun, an apply or a concept: `man\n"
    "clone_distributed`. A part of a name lists the efuns that have it; without a\n"
    "topic, all of them.\n";
}
