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

/** The first sentence of a page. */
private string gist(string text) {
  string line = implode(explode(text, "\n"), " ");
  int end = strsrch(line, ". ");

  return end == -1 ? line : line[0..end];
}

/** Pages that speak of the word, one a line: efuns by name or text, files of /doc by name. */
private string found(string word) {
  string *lines = ({ });

  foreach (string name in efuns()) {
    mapping info = efun_info(name);

    if (strsrch(name, word) != -1 || strsrch(lower_case(info["doc"]), word) != -1)
      lines += ({ sprintf("%-20s %-=57s", name, gist(info["doc"])) });
  }
  foreach (string section in SECTIONS)
    foreach (string file in get_dir(sprintf("/doc/%s/", section)) || ({ }))
      if (strsrch(file, word) != -1) lines += ({ sprintf("%-20s (%s)", replace_string(file, ".md", ""), section) });
  return sizeof(lines) ? implode(lines, "\n") + "\n" : "";
}

int main(string arg) {
  string topic = lower_case(trim(arg || ""));
  string text;

  if (sscanf(topic, "-k %s", topic) == 1) {
    if ((text = found(trim(topic))) == "") return fail(sprintf("No page speaks of `%s`.", topic));
    this_player()->page(text);
    return 1;
  }
  if (strsrch(topic, "/") != -1 || strsrch(topic, ".") != -1) return fail("Read about what?");
  text = topic == "" ? list_of("") : efun_page(topic) || file_page(topic) || list_of(topic);
  if (text == "") return fail(sprintf("There is no page about `%s`.", topic));
  this_player()->page(wrap(text, this_player()->query_width()));
  return 1;
}

string help() {
  return "man\nman TOPIC\nman -k WORD\n\n"
    "Shows the driver's page about an efun, an apply or a concept: `man\n"
    "clone_distributed`. A part of a name lists the efuns that have it; without a\n"
    "topic, all of them. With -k: the pages that speak of the word.\n";
}
