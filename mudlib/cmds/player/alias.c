#pragma strict_types

#include <globals.h>

inherit STD_COMMAND;

private void show_all() {
  mapping aliases = this_player()->query_aliases();

  if (!sizeof(aliases)) write("You have no aliases.\n");
  foreach (string word in sort_array(keys(aliases), 1)) write(sprintf("%-16s %s\n", word, aliases[word]));
}

int main(string arg) {
  string word, text, fault;

  if (!arg) {
    show_all();
    return 1;
  }
  if (sscanf(arg, "%s %s", word, text) != 2) return fail("alias WORD WHAT IT STANDS FOR");
  fault = this_player()->set_alias(lower_case(word), text);
  if (fault) return fail(fault);
  return done(sprintf("`%s` stands for `%s` now.", lower_case(word), text));
}

string help() {
  return "alias\nalias WORD WHAT IT STANDS FOR\n\n"
    "Makes a word of your own: `alias gl get lantern`. In what it stands for, `$*`\n"
    "is what you type after it, `$1` to `$9` single words of that. Aliases are not\n"
    "looked for in aliases. See also: unalias.\n";
}
