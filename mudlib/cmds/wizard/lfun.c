#pragma strict_types

#include <globals.h>

inherit "/std/wizard_command";

/** A function's comment and head in a source, or 0. */
private string page_of(string path, string name) {
  string *lines = explode(read_file(path) || "", "\n");
  int last = -1;

  for (int i = 0; i < sizeof(lines); i++)
    if (pcre_match(lines[i], "^[a-z][a-z *|]*[ *]" + name + "\\(.*\\{")) last = i;
  if (last == -1) return 0;
  for (int i = last - 1; i >= 0 && (lines[i] != "" && lines[i][0..0] != "}"); i--)
    if (lines[i][0..2] == "/**")
      return sprintf("%s:%d\n%s\n", path, last + 1, implode(lines[i..last], "\n"));
  return sprintf("%s:%d\n%s\n", path, last + 1, lines[last]);
}

private string *sources_below(string dir) {
  string *found = ({ });

  foreach (mixed *entry in get_dir(dir + "/", -1) || ({ })) {
    if (entry[1] == -2) found += sources_below(dir + "/" + entry[0]);
    else if (entry[0][<2..] == ".c") found += ({ dir + "/" + entry[0] });
  }
  return found;
}

int main(string arg) {
  string *words = words_of(arg);
  string *sources;
  string *pages;

  if (!sizeof(words) || sizeof(words) > 2 || !pcre_match(words[0], "^\\w+$")) return fail("lfun FUNCTION [FILE]");
  sources = sizeof(words) == 2 ? ({ program_of(words[1]) + ".c" }) : sources_below("/std") + sources_below("/secure/sefun");
  pages = map(sources, (: page_of($1, $(words)[0]) :)) - ({ 0 });
  if (!sizeof(pages)) return fail("Nothing in the library has a function of that name.");
  this_player()->page(implode(pages, "\n"));
  return 1;
}

string help() {
  return "lfun FUNCTION [FILE]\n\n"
    "Shows the comment on a function of the library, or of a file, and where it is:\n"
    "`lfun set_exits`. For efuns and applies: man.\n";
}
