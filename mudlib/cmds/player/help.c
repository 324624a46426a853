#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private int show_search(string word) {
  string *found = HELP_D->search(word, role_of(this_player()) || "player");

  if (!sizeof(found)) return fail("No page has that word.");
  return done(sprintf("`%s` is mentioned in: %s.", word, enumerate(found)));
}

/** Of what has no page, where it is mentioned. */
private int show_mentions(string word, string role) {
  string *found = HELP_D->search(word, role);

  if (!sizeof(found)) return fail(sprintf("There is no help on `%s`. Try `help index`.", word));
  return done(sprintf("There is no page about `%s`, but it is mentioned in: %s.", word, enumerate(found)));
}

int main(string arg) {
  string role = role_of(this_player()) || "player";
  string text, word;

  if (arg && sscanf(arg, "search %s", word) == 1) return show_search(word);
  text = arg == "index" ? HELP_D->index(role) : HELP_D->page_for(arg || "start", role);
  if (!text) return show_mentions(arg, role);
  this_player()->page(wrap(this_player()->link_commands(text), this_player()->query_width()));
  return 1;
}

string help() {
  return "help\nhelp TOPIC\nhelp index\nhelp search WORD\n\n"
    "Shows a page about a command or a topic, a list of them all, or where a word\n"
    "is mentioned.\n";
}
